using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExplainGen.Kernels;

/// <summary>
/// The adjoint's sums of a dense layer from the forward packing <c>[in][out rounded up to 16]</c>: the product of each input's row
/// with s, four rows at a time. Output blocks where s is zero are not read, so a one-hot s costs a cache line a row; nor are the rows
/// of inputs that the sum is multiplied with, where those are zero.
/// </summary>
/// <param name="inFeatures">Input features.</param>
/// <param name="factor">What the sums are going to be multiplied with; where it is zero they are left zero. May be absent.</param>
internal readonly unsafe struct DenseAdjointKernel(int inFeatures, Tensor factor) : IRowKernel
{
    /// <summary>Input blocks whose sums are kept at a time.</summary>
    private const int Chunk = 32;

    /// <summary>Blocks of s that are listed at a time.</summary>
    private const int Tile = 256;

    private const int Group = 4;

    private readonly Tensor _factor = factor;

    public int Grain => 1;

    public int Units(TensorLayout destination) => destination.Blocks;

    public long Work(TensorLayout source, TensorLayout destination) => (long)inFeatures * source.Blocks * TensorLayout.Lanes;

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        int* rows = stackalloc int[Chunk * TensorLayout.Lanes];
        float* listed = stackalloc float[Chunk * TensorLayout.Lanes];
        float* spread = stackalloc float[Chunk * TensorLayout.Lanes];
        for (int chunk = begin; chunk < end; chunk += Chunk)
        {
            int blocks = Math.Min(Chunk, end - chunk);
            int first = chunk * TensorLayout.Lanes;
            int features = Math.Min(blocks * TensorLayout.Lanes, inFeatures - first);
            int count = source.Layout.Blocks > DenseKernel.Narrow && !_factor.IsNone
                ? NonzeroList.Elements(_factor.Row(chunk), _factor.Layout.BlockStride, first, features, rows, listed)
                : All(first, features, rows);
            Sum(source, weights, rows, count, listed);
            float* sums = listed;
            if (count < blocks * TensorLayout.Lanes)
            {
                sums = spread;
                NativeMemory.Clear(sums, (nuint)blocks * TensorLayout.Lanes * sizeof(float));
                for (int i = 0; i < count; i++)
                    sums[rows[i] - first] = listed[i];
            }

            for (int i = 0; i < blocks; i++)
                epilogue.Run(sums + i * TensorLayout.Lanes, destination.Row(chunk + i), chunk + i, 0, 1);
        }
    }

    private static int All(int first, int count, int* rows)
    {
        for (int i = 0; i < count; i++)
            rows[i] = first + i;
        return count;
    }

    /// <summary>The products of some rows with s.</summary>
    [SkipLocalsInit]
    private static void Sum(in Tensor source, float* w, int* rows, int count, float* sums)
    {
        TensorLayout layout = source.Layout;
        int most = Math.Min(Tile, layout.Blocks);
        int* offsets = stackalloc int[most];
        float* s = stackalloc float[most * TensorLayout.Lanes];
        nint rowLength = (nint)layout.Blocks * TensorLayout.Lanes;
        for (int tile = 0; tile < layout.Blocks; tile += Tile)
        {
            int blocks = NonzeroList.Blocks(
                source.Row(tile), layout.BlockStride, Math.Min(Tile, layout.Blocks - tile), offsets, s);
            AddProducts(w + (nint)tile * TensorLayout.Lanes, rowLength, rows, count, s, offsets, blocks, tile > 0, sums);
        }
    }

    /// <summary>The products of some rows with the listed blocks of s; all are written, or added to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddProducts(
        float* w, nint rowLength, int* rows, int count, float* s, int* offsets, int blocks, bool accumulate, float* sums)
    {
        int last = count - 1;
        for (int i = 0; i < count; i += Group)
        {
            // A last group of fewer rows takes its last one again.
            float* w0 = w + rows[i] * rowLength, w1 = w + rows[Math.Min(i + 1, last)] * rowLength;
            float* w2 = w + rows[Math.Min(i + 2, last)] * rowLength, w3 = w + rows[Math.Min(i + 3, last)] * rowLength;
            Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (nint k = 0; k < blocks; k++)
            {
                nint offset = offsets[k];
                Vector512<float> value = Vector512.Load(s + k * TensorLayout.Lanes);
                sum0 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w0 + offset), sum0);
                sum1 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w1 + offset), sum1);
                sum2 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w2 + offset), sum2);
                sum3 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w3 + offset), sum3);
            }

            Vector128<float> products = Sums(sum0, sum1, sum2, sum3);
            if (accumulate)
                products += Vector128.Load(sums + i);
            products.Store(sums + i);
        }
    }

    /// <summary>The sums over the lanes of each of four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Sums(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        Vector128<float> a4 = Fold(a), b4 = Fold(b), c4 = Fold(c), d4 = Fold(d);
        if (!Sse.IsSupported)
            return Vector128.Create(Vector128.Sum(a4), Vector128.Sum(b4), Vector128.Sum(c4), Vector128.Sum(d4));
        Vector128<float> ab = Sse.UnpackLow(a4, b4) + Sse.UnpackHigh(a4, b4);
        Vector128<float> cd = Sse.UnpackLow(c4, d4) + Sse.UnpackHigh(c4, d4);
        return Sse.MoveLowToHigh(ab, cd) + Sse.MoveHighToLow(cd, ab);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Fold(Vector512<float> v)
    {
        Vector256<float> half = v.GetLower() + v.GetUpper();
        return half.GetLower() + half.GetUpper();
    }
}
