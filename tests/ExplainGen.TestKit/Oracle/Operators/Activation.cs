namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>A function of one variable on every element. Defaults are PyTorch's.</summary>
public abstract record Activation : OracleOperator
{
    public abstract double Value(double x);

    /// <summary>The derivative; at a kink the one-sided value that PyTorch takes.</summary>
    public abstract double Derivative(double x);

    public override int[] OutputShape(IReadOnlyList<int[]> inputs) => inputs[0];

    public override OracleTensor Forward(IReadOnlyList<OracleTensor> inputs) => inputs[0].Map(Value);

    public override OracleTensor[] VectorJacobianProduct(IReadOnlyList<OracleTensor> inputs, OracleTensor cotangent) =>
        [new([.. cotangent.Values.Select((r, i) => r * Derivative(inputs[0][i]))], inputs[0].Shape)];
}
