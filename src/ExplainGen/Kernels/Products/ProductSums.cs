using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The sums of s · factor over the axes along which something smaller is repeated, in double precision and in the order of memory.
/// </summary>
/// <param name="s">What is summed; zero in padding lanes.</param>
/// <param name="factor">The factor, or <c>default</c> for 1.</param>
/// <param name="shape">The shape of the sums.</param>
internal readonly unsafe struct ProductSums(Tensor s, Tensor factor, TensorLayout shape) : IGather
{
    private readonly Tensor _s = s;
    private readonly bool _hasFactor = !factor.IsNone;
    private readonly Repeated _factor = factor.IsNone ? default : new Repeated(factor, s.Layout);
    private readonly TensorLayout _shape = shape;

    public long WorkPerFloat => Math.Max(1, _s.Layout.Length / _shape.Length);

    public void Read(int row, int start, int count, float* values)
    {
        TensorLayout whole = _s.Layout;
        (int block, int depth, int height) = _shape.RowPosition(row);
        bool alongChannels = _shape.Channels != whole.Channels;
        (int firstBlock, int endBlock) = alongChannels ? (0, whole.Blocks) : (block, block + 1);
        (int firstDepth, int endDepth) = Range(depth, _shape.Depth, whole.Depth);
        (int firstHeight, int endHeight) = Range(height, _shape.Height, whole.Height);
        for (int i = 0; i < count; i++)
        {
            (int firstWidth, int endWidth) = Range(start + i, _shape.Width, whole.Width);
            Vector512<double> lower = default, upper = default;
            for (int b = firstBlock; b < endBlock; b++)
            {
                for (int d = firstDepth; d < endDepth; d++)
                {
                    for (int h = firstHeight; h < endHeight; h++)
                        Add(b, d, h, firstWidth, endWidth, ref lower, ref upper);
                }
            }

            Vector512<float> sum = alongChannels
                ? Vector512.CreateScalar((float)Vector512.Sum(lower + upper))
                : Vector512.Narrow(lower, upper);
            sum.Store(values + (nint)i * TensorLayout.Lanes);
        }
    }

    private static (int First, int End) Range(int at, int extent, int whole) => extent == whole ? (at, at + 1) : (0, whole);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(int block, int depth, int height, int first, int end, ref Vector512<double> lower, ref Vector512<double> upper)
    {
        float* s = _s.Pixel(block, depth, height, first);
        float* factor = _hasFactor ? _factor.At(block, depth, height, first) : null;
        for (int width = first; width < end; width++)
        {
            Vector512<float> value = Vector512.Load(s);
            if (_hasFactor)
                value *= _factor.Load(factor);
            (Vector512<double> low, Vector512<double> high) = Vector512.Widen(value);
            lower += low;
            upper += high;
            s += TensorLayout.Lanes;
            factor += _factor.Step;
        }
    }
}
