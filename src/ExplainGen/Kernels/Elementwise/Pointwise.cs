using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>An element-wise operator of up to three operands; one that needs fewer leaves the last ones alone.</summary>
internal interface IPointwiseOperator
{
    /// <summary>The operator on sixteen lanes.</summary>
    V Invoke(V a, V b, V c);
}

/// <summary>An <see cref="IPointwiseOperator"/> applied along the rows of its operands.</summary>
internal readonly unsafe struct Pointwise<TOperator>(TOperator op, Operand a, Operand b = default, Operand c = default) : IGather
    where TOperator : struct, IPointwiseOperator
{
    private readonly TOperator _op = op;
    private readonly Operand _a = a;
    private readonly Operand _b = b;
    private readonly Operand _c = c;

    public long WorkPerFloat => 1;

    public void Read(int row, int start, int count, float* values)
    {
        TOperator op = _op;
        float* a = _a.At(row, start);
        float* b = _b.At(row, start);
        float* c = _c.At(row, start);
        nint stepA = _a.Step, stepB = _b.Step, stepC = _c.Step;
        for (int i = 0; i < count; i++)
        {
            op.Invoke(Vector512.Load(a), Vector512.Load(b), Vector512.Load(c)).Store(values);
            a += stepA;
            b += stepB;
            c += stepC;
            values += TensorLayout.Lanes;
        }
    }
}
