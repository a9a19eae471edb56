using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>
/// A sum's relevance shared among its two summands by contribution, in one pass: with s = R / st(z), the first summand's share a · s is
/// what is gathered, the second one's, b · s, is written besides.
/// </summary>
internal readonly unsafe struct SumShares(
    Operand z, Operand relevance, Operand a, Operand b, Stabilizer stabilizer, bool accumulate, in Tensor rb) : IGather
{
    private readonly Operand _z = z;
    private readonly Operand _relevance = relevance;
    private readonly Operand _a = a;
    private readonly Operand _b = b;
    private readonly Stabilizer _stabilizer = stabilizer;
    private readonly bool _accumulate = accumulate;
    private readonly Tensor _rb = rb;

    public long WorkPerFloat => 2;

    public void Read(int row, int start, int count, float* values)
    {
        float* z = _z.At(row, start), r = _relevance.At(row, start), a = _a.At(row, start), b = _b.At(row, start);
        float* rb = _rb.Row(row) + (nint)start * TensorLayout.Lanes;
        V epsilon = Vector512.Create(_stabilizer.Epsilon);
        for (nint i = 0; i < (nint)count * TensorLayout.Lanes; i += TensorLayout.Lanes)
        {
            V denominator = QuotientMath.Stabilize(Vector512.Load(z + i), epsilon, _stabilizer.Mode);
            V s = QuotientMath.Divide(Vector512.Load(r + i), V.One, denominator);
            V share = Vector512.Load(b + i) * s;
            (Vector512.Load(a + i) * s).Store(values + i);
            (_accumulate ? Vector512.Load(rb + i) + share : share).Store(rb + i);
        }
    }
}
