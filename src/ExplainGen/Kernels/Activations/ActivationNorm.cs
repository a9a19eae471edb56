using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>f'(z) · r / st(y), for a stabilizer already resolved; the factor z is the epilogue's.</summary>
internal readonly unsafe struct ActivationNorm(
    Activation activation, Tensor z, Tensor y, Tensor r, Stabilizer stabilizer, TensorLayout layout, QuotientLoss? loss) : IGather
{
    // The account is kept in the order of the rows, which takes one thread.
    public long WorkPerFloat => loss is null ? 1 : 0;

    [SkipLocalsInit]
    public void Read(int row, int start, int count, float* values)
    {
        float* quotient = stackalloc float[count * TensorLayout.Lanes];
        nint offset = (nint)start * TensorLayout.Lanes;
        int floats = count * TensorLayout.Lanes;
        new ActivationDerivative(activation, new Operand(z)).Read(row, start, count, values);
        if (loss is null)
        {
            QuotientMath.Divide(y.Row(row) + offset, r.Row(row) + offset, quotient, floats, stabilizer, 1f);
        }
        else
        {
            int lanes = layout.LanesOf(row / layout.RowsPerBlock);
            QuotientMath.Divide(
                y.Row(row) + offset, r.Row(row) + offset, quotient, floats, stabilizer, 1f, null, lanes, loss);
            loss.Bias += Intercepts(z.Row(row) + offset, y.Row(row) + offset, values, quotient, count, lanes);
        }

        for (int i = 0; i < floats; i += TensorLayout.Lanes)
            (Vector512.Load(values + i) * Vector512.Load(quotient + i)).Store(values + i);
    }

    private static double Intercepts(float* z, float* y, float* derivative, float* quotient, int count, int lanes)
    {
        double sum = 0;
        for (int i = 0; i < count * TensorLayout.Lanes; i += TensorLayout.Lanes)
        {
            for (int lane = i; lane < i + lanes; lane++)
                sum += quotient[lane] * (y[lane] - (double)z[lane] * derivative[lane]);
        }

        return sum;
    }
}
