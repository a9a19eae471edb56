using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// a · b in a shape. Padding lanes become zero: what stands there is finite, but products of products of it need not be.
/// </summary>
internal readonly unsafe struct ProductValues(Repeated a, Repeated b, TensorLayout shape) : IGather
{
    private readonly Repeated _a = a;
    private readonly Repeated _b = b;

    public long WorkPerFloat => 1;

    public void Read(int row, int start, int count, float* values)
    {
        (int block, int depth, int height) = shape.RowPosition(row);
        float* a = _a.At(block, depth, height, start), b = _b.At(block, depth, height, start);
        Vector512<float> mask = LaneMask.First(shape.LanesOf(block));
        for (int i = 0; i < count; i++)
        {
            (_a.Load(a) * _b.Load(b) & mask).Store(values);
            a += _a.Step;
            b += _b.Step;
            values += TensorLayout.Lanes;
        }
    }
}
