namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>x where positive, else x times a learned slope.</summary>
/// <param name="Slope"><c>[1]</c> or <c>[channels]</c>.</param>
public sealed record PRelu(OracleTensor Slope) : OracleOperator
{
    public override int[] OutputShape(IReadOnlyList<int[]> inputs) => inputs[0];

    public override OracleTensor Forward(IReadOnlyList<OracleTensor> inputs) => VectorJacobianProduct(inputs, inputs[0])[0];

    public override OracleTensor[] VectorJacobianProduct(IReadOnlyList<OracleTensor> inputs, OracleTensor cotangent)
    {
        OracleTensor x = inputs[0];
        int plane = OracleTensor.CountOf(x.Shape.AsSpan(1));
        double SlopeAt(int index) => Slope.Length == 1 ? Slope[0] : Slope[index / plane];
        return [new([.. cotangent.Values.Select((r, i) => x[i] > 0 ? r : r * SlopeAt(i))], x.Shape)];
    }
}
