using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The sums of a dense layer, weights packed <c>[out/16][in][16]</c>: each input value is broadcast against a weight vector,
/// for four output blocks at a time. Inputs of even and odd index have separate accumulators, added at the end, whether a
/// block is computed alone or among four.
/// </summary>
internal readonly unsafe struct DenseKernel(int inFeatures) : IRowKernel
{
    private const int Group = 4;

    public int Units(TensorLayout destination) => destination.Blocks;

    public long Work(TensorLayout source, TensorLayout destination) =>
        (long)inFeatures * destination.Blocks * TensorLayout.Lanes;

    [SkipLocalsInit]
    public void Execute<TEpilogue>(
        in Tensor source, float* weights, in Tensor destination, in TEpilogue epilogue, int begin, int end)
        where TEpilogue : struct, IRowEpilogue
    {
        float* sums = stackalloc float[Group * TensorLayout.Lanes];
        float* x = source.Data + source.Layout.Origin;
        nint stride = source.Layout.BlockStride;
        nint weightStride = (nint)inFeatures * TensorLayout.Lanes;
        for (int block = begin; block < end;)
        {
            int blocks = end - block >= Group ? Group : 1;
            if (blocks == Group)
                SumFour(x, stride, inFeatures, weights + block * weightStride, weightStride, sums);
            else
                SumOne(x, stride, inFeatures, weights + block * weightStride, sums);
            for (int i = 0; i < blocks; i++, block++)
                epilogue.Run(sums + i * TensorLayout.Lanes, destination.Row(block), block, 0, 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumFour(float* x, nint stride, int features, float* w, nint weightStride, float* sums)
    {
        Vector512<float> even0 = default, even1 = default, even2 = default, even3 = default;
        Vector512<float> odd0 = default, odd1 = default, odd2 = default, odd3 = default;
        float* w1 = w + weightStride, w2 = w1 + weightStride, w3 = w2 + weightStride;
        for (int left = features; left > 0; left -= TensorLayout.Lanes, x += stride)
        {
            int count = Math.Min(left, TensorLayout.Lanes);
            for (nint c = 0; c < count - 1; c += 2)
            {
                Vector512<float> value = Vector512.Create(x[c]);
                even0 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w), even0);
                even1 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w1), even1);
                even2 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w2), even2);
                even3 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w3), even3);
                value = Vector512.Create(x[c + 1]);
                odd0 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w + TensorLayout.Lanes), odd0);
                odd1 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w1 + TensorLayout.Lanes), odd1);
                odd2 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w2 + TensorLayout.Lanes), odd2);
                odd3 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w3 + TensorLayout.Lanes), odd3);
                w += 2 * TensorLayout.Lanes;
                w1 += 2 * TensorLayout.Lanes;
                w2 += 2 * TensorLayout.Lanes;
                w3 += 2 * TensorLayout.Lanes;
            }

            if ((count & 1) != 0)
            {
                Vector512<float> value = Vector512.Create(x[count - 1]);
                even0 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w), even0);
                even1 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w1), even1);
                even2 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w2), even2);
                even3 = Vector512.MultiplyAddEstimate(value, Vector512.Load(w3), even3);
            }
        }

        (even0 + odd0).Store(sums);
        (even1 + odd1).Store(sums + TensorLayout.Lanes);
        (even2 + odd2).Store(sums + 2 * TensorLayout.Lanes);
        (even3 + odd3).Store(sums + 3 * TensorLayout.Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumOne(float* x, nint stride, int features, float* w, float* sums)
    {
        Vector512<float> even = default, odd = default;
        for (int left = features; left > 0; left -= TensorLayout.Lanes, x += stride)
        {
            int count = Math.Min(left, TensorLayout.Lanes);
            for (nint c = 0; c < count - 1; c += 2, w += 2 * TensorLayout.Lanes)
            {
                even = Vector512.MultiplyAddEstimate(Vector512.Create(x[c]), Vector512.Load(w), even);
                odd = Vector512.MultiplyAddEstimate(Vector512.Create(x[c + 1]), Vector512.Load(w + TensorLayout.Lanes), odd);
            }

            if ((count & 1) != 0)
                even = Vector512.MultiplyAddEstimate(Vector512.Create(x[count - 1]), Vector512.Load(w), even);
        }

        (even + odd).Store(sums);
    }
}
