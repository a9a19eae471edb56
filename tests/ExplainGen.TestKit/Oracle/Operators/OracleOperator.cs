namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>
/// A layer of a network written from its definition, in PyTorch's semantics and weight layouts. Shapes have no batch axis.
/// </summary>
public abstract record OracleOperator
{
    /// <exception cref="ArgumentException">The operator does not take inputs of these shapes.</exception>
    public abstract int[] OutputShape(IReadOnlyList<int[]> inputs);

    public abstract OracleTensor Forward(IReadOnlyList<OracleTensor> inputs);

    /// <summary>
    /// The transposed Jacobian at <paramref name="inputs"/> applied to <paramref name="cotangent"/>: one tensor an input.
    /// </summary>
    public abstract OracleTensor[] VectorJacobianProduct(IReadOnlyList<OracleTensor> inputs, OracleTensor cotangent);

    public OracleTensor Forward(OracleTensor input) => Forward([input]);

    public OracleTensor VectorJacobianProduct(OracleTensor input, OracleTensor cotangent) =>
        VectorJacobianProduct([input], cotangent)[0];

    private protected static int[][] ShapesOf(IReadOnlyList<OracleTensor> tensors) => [.. tensors.Select(t => t.Shape)];
}
