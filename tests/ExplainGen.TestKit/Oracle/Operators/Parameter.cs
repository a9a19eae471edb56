namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>Numbers that do not depend on the input, which it reads for form's sake.</summary>
public sealed record Parameter(OracleTensor Weight) : OracleOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) => Weight.Shape;

    public override OracleTensor Forward(IReadOnlyList<OracleTensor> inputs) => Weight;

    public override OracleTensor[] VectorJacobianProduct(IReadOnlyList<OracleTensor> inputs, OracleTensor cotangent) =>
        [.. inputs.Select(input => OracleTensor.Zeros(input.Shape))];
}
