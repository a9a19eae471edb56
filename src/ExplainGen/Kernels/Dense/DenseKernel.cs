using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The sums of a dense layer, weights packed <c>[in][out rounded up to 16]</c>: the rows of the inputs that are not zero are added up,
/// eight at a time, each times its input. The rows of other inputs are not read, but in a layer
/// of up to two blocks of outputs, which reads all.
/// </summary>
/// <remarks>
/// The products of eight rows are summed before they join the sums, which keeps both of the chains of additions short. Whatever range
/// of outputs a thread has, the same eight come together.
/// </remarks>
internal readonly unsafe struct DenseKernel(int inFeatures) : IRowKernel
{
    /// <summary>Output blocks whose sums are kept at a time: 16 KiB, and runs of rows long enough for processors to look ahead.</summary>
    private const int Tile = 256;

    /// <summary>Inputs whose list is kept at a time.</summary>
    private const int Chunk = 512;

    private const int Group = 8;

    /// <summary>Output blocks of a layer up to which a row is read sooner than it is skipped.</summary>
    internal const int Narrow = 2;

    public int Grain => 1;

    public int Units(TensorLayout destination) => destination.Blocks;

    public long Work(TensorLayout source, TensorLayout destination) =>
        (long)inFeatures * destination.Blocks * TensorLayout.Lanes;

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        float* sums = stackalloc float[Math.Min(Tile, end - begin) * TensorLayout.Lanes];
        nint rowLength = (nint)destination.Layout.Blocks * TensorLayout.Lanes;
        for (int tile = begin; tile < end; tile += Tile)
        {
            int blocks = Math.Min(Tile, end - tile);
            float* w = weights + (nint)tile * TensorLayout.Lanes;
            if (destination.Layout.Blocks > Narrow)
                Sum(source, w, rowLength, blocks, sums);
            else
                SumNarrow(source, w, rowLength, blocks, sums);
            for (int i = 0; i < blocks; i++)
                epilogue.Run(sums + (nint)i * TensorLayout.Lanes, destination.Row(tile + i), tile + i, 0, 1);
        }
    }

    /// <summary>The sums of a run of output blocks.</summary>
    [SkipLocalsInit]
    private void Sum(in Tensor source, float* w, nint rowLength, int blocks, float* sums)
    {
        // Elements are listed behind what the chunk before has left over.
        int* rows = stackalloc int[Chunk + Group];
        float* values = stackalloc float[Chunk + Group];
        NativeMemory.Clear(sums, (nuint)blocks * TensorLayout.Lanes * sizeof(float));
        float* x = source.Data + source.Layout.Origin;
        nint stride = source.Layout.BlockStride;
        int count = 0;
        for (int first = 0; first < inFeatures; first += Chunk, x += Chunk / TensorLayout.Lanes * stride)
        {
            count += NonzeroList.Elements(x, stride, first, Math.Min(Chunk, inFeatures - first), rows + count, values + count);
            int whole = count - count % Group;
            AddRows(w, rowLength, rows, values, whole, blocks, sums);
            count -= whole;
            for (int i = 0; i < count; i++)
                (rows[i], values[i]) = (rows[whole + i], values[whole + i]);
        }

        if (count == 0)
            return;
        // The last group is filled up with zero times a row that is read anyway.
        for (int i = count; i < Group; i++)
            (rows[i], values[i]) = (rows[0], 0f);
        AddRows(w, rowLength, rows, values, Group, blocks, sums);
    }

    /// <summary>The same of all rows, one output block after another.</summary>
    private void SumNarrow(in Tensor source, float* w, nint rowLength, int blocks, float* sums)
    {
        float* x = source.Data + source.Layout.Origin;
        for (int block = 0; block < blocks; block++, w += TensorLayout.Lanes, sums += TensorLayout.Lanes)
            SumBlock(x, source.Layout.BlockStride, inFeatures, w, rowLength).Store(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<float> SumBlock(float* x, nint stride, int features, float* w, nint rowLength)
    {
        Vector512<float> sum = default;
        for (int left = features; left > 0; left -= TensorLayout.Lanes, x += stride)
        {
            int count = Math.Min(left, TensorLayout.Lanes), c = 0;
            for (; c <= count - Group; c += Group)
            {
                float* w4 = w + 4 * rowLength;
                sum += Products(
                    x + c, w, w + rowLength, w + 2 * rowLength, w + 3 * rowLength,
                    w4, w4 + rowLength, w4 + 2 * rowLength, w4 + 3 * rowLength);
                w = w4 + 4 * rowLength;
            }

            for (; c < count; c++, w += rowLength)
                sum = Vector512.MultiplyAddEstimate(Vector512.Create(x[c]), Vector512.Load(w), sum);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows(float* w, nint rowLength, int* rows, float* values, int count, int blocks, float* sums)
    {
        for (int* end = rows + count; rows < end; rows += Group, values += Group)
        {
            float* w0 = w + rows[0] * rowLength, w1 = w + rows[1] * rowLength;
            float* w2 = w + rows[2] * rowLength, w3 = w + rows[3] * rowLength;
            float* w4 = w + rows[4] * rowLength, w5 = w + rows[5] * rowLength;
            float* w6 = w + rows[6] * rowLength, w7 = w + rows[7] * rowLength;
            for (nint j = 0; j < (nint)blocks * TensorLayout.Lanes; j += TensorLayout.Lanes)
            {
                Vector512<float> products = Products(values, w0 + j, w1 + j, w2 + j, w3 + j, w4 + j, w5 + j, w6 + j, w7 + j);
                (Vector512.Load(sums + j) + products).Store(sums + j);
            }
        }
    }

    /// <summary>The sum of eight values times their weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Products(
        float* values, float* w0, float* w1, float* w2, float* w3, float* w4, float* w5, float* w6, float* w7)
    {
        Vector512<float> sum = Vector512.Create(values[0]) * Vector512.Load(w0);
        sum = Vector512.MultiplyAddEstimate(Vector512.Create(values[1]), Vector512.Load(w1), sum);
        sum = Vector512.MultiplyAddEstimate(Vector512.Create(values[2]), Vector512.Load(w2), sum);
        sum = Vector512.MultiplyAddEstimate(Vector512.Create(values[3]), Vector512.Load(w3), sum);
        sum = Vector512.MultiplyAddEstimate(Vector512.Create(values[4]), Vector512.Load(w4), sum);
        sum = Vector512.MultiplyAddEstimate(Vector512.Create(values[5]), Vector512.Load(w5), sum);
        sum = Vector512.MultiplyAddEstimate(Vector512.Create(values[6]), Vector512.Load(w6), sum);
        return Vector512.MultiplyAddEstimate(Vector512.Create(values[7]), Vector512.Load(w7), sum);
    }
}
