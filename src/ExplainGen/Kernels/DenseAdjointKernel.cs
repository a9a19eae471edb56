using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExplainGen.Kernels;

/// <summary>
/// The adjoint's sums of a dense layer from the forward packing <c>[out/16][in][16]</c>: products are added up lane by lane
/// over the output blocks, four at a time, and the 16 lanes of each input at the end. Output blocks where s is zero are
/// skipped, so a one-hot s reads the weights of its own block only.
/// </summary>
internal readonly unsafe struct DenseAdjointKernel(int inFeatures) : IRowKernel
{
    /// <summary>Input blocks whose lane-wise sums are kept at a time: 16 KiB, as long a contiguous read from each output block.</summary>
    private const int Chunk = 16;

    private const int Group = 4;

    public int Units(TensorLayout destination) => destination.Blocks;

    public long Work(TensorLayout source, TensorLayout destination) => (long)inFeatures * source.Blocks * TensorLayout.Lanes;

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        float* lanes = stackalloc float[Chunk * TensorLayout.Lanes * TensorLayout.Lanes];
        float* sums = stackalloc float[TensorLayout.Lanes];
        for (int block = begin; block < end; block += Chunk)
        {
            int blocks = Math.Min(Chunk, end - block);
            int first = block * TensorLayout.Lanes;
            int features = Math.Min(blocks * TensorLayout.Lanes, inFeatures - first);
            Sum(source, weights + (nint)first * TensorLayout.Lanes, features, lanes);
            for (int i = 0; i < blocks; i++)
            {
                for (int lane = 0; lane < TensorLayout.Lanes; lane++)
                {
                    int feature = i * TensorLayout.Lanes + lane;
                    sums[lane] = feature < features ? Vector512.Sum(Vector512.Load(lanes + feature * TensorLayout.Lanes)) : 0f;
                }

                epilogue.Run(sums, destination.Row(block + i), block + i, 0, 1);
            }
        }
    }

    /// <summary>The lane-wise sums of a run of input features over all output blocks.</summary>
    private void Sum(in Tensor source, float* w, int features, float* lanes)
    {
        TensorLayout layout = source.Layout;
        float* s = source.Data + layout.Origin;
        nint weightStride = (nint)inFeatures * TensorLayout.Lanes;
        new Span<float>(lanes, features * TensorLayout.Lanes).Clear();
        int block = 0;
        for (; block + Group <= layout.Blocks; block += Group, s += Group * layout.BlockStride, w += Group * weightStride)
            AddFour(s, layout.BlockStride, w, weightStride, features, lanes);
        for (; block < layout.Blocks; block++, s += layout.BlockStride, w += weightStride)
            AddOne(Vector512.Load(s), w, features, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFour(float* s, nint stride, float* w0, nint weightStride, int features, float* lanes)
    {
        Vector512<float> s0 = Vector512.Load(s), s1 = Vector512.Load(s + stride);
        Vector512<float> s2 = Vector512.Load(s + 2 * stride), s3 = Vector512.Load(s + 3 * stride);
        if (Vector512.EqualsAll(Vector512.Abs(s0) + Vector512.Abs(s1) + Vector512.Abs(s2) + Vector512.Abs(s3), Vector512<float>.Zero))
            return;
        float* w1 = w0 + weightStride, w2 = w1 + weightStride, w3 = w2 + weightStride;
        nint ahead = Group * weightStride;
        for (nint i = 0; i < (nint)features * TensorLayout.Lanes; i += TensorLayout.Lanes)
        {
            Vector512<float> sum = Vector512.Load(lanes + i);
            sum = Vector512.MultiplyAddEstimate(s0, Vector512.Load(w0 + i), sum);
            sum = Vector512.MultiplyAddEstimate(s1, Vector512.Load(w1 + i), sum);
            sum = Vector512.MultiplyAddEstimate(s2, Vector512.Load(w2 + i), sum);
            sum = Vector512.MultiplyAddEstimate(s3, Vector512.Load(w3 + i), sum);
            sum.Store(lanes + i);
            if (Sse.IsSupported)
            {
                // The next four blocks are far away, where no processor looks ahead by itself.
                Sse.Prefetch1(w0 + ahead + i);
                Sse.Prefetch1(w1 + ahead + i);
                Sse.Prefetch1(w2 + ahead + i);
                Sse.Prefetch1(w3 + ahead + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOne(Vector512<float> s, float* w, int features, float* lanes)
    {
        if (Vector512.EqualsAll(s, Vector512<float>.Zero))
            return;
        for (nint i = 0; i < (nint)features * TensorLayout.Lanes; i += TensorLayout.Lanes)
            Vector512.MultiplyAddEstimate(s, Vector512.Load(w + i), Vector512.Load(lanes + i)).Store(lanes + i);
    }
}
