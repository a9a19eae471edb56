using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>f'(z).</summary>
internal readonly unsafe struct ActivationDerivative(Activation activation, Operand z) : IGather
{
    private readonly Operand _z = z;

    public long WorkPerFloat => 1;

    public void Read(int row, int start, int count, float* values)
    {
        float* z = _z.At(row, start);
        for (int i = 0; i < count * TensorLayout.Lanes; i += TensorLayout.Lanes)
            Vector512.Load(z + i).Store(values + i);
        ActivationMath.Differentiate(activation, values, count * TensorLayout.Lanes);
    }
}
