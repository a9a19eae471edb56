namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>What stands for tokens, whole numbers in a vector: it has no derivative, and no relevance but a token's own.</summary>
public abstract record TokenOperator : OracleOperator
{
    /// <summary>Numbers for each token.</summary>
    protected abstract int Width { get; }

    /// <summary>What stands for a token.</summary>
    protected abstract double Value(int token, int channel);

    public override int[] OutputShape(IReadOnlyList<int[]> inputs) => [Width, inputs[0].Single()];

    public override OracleTensor Forward(IReadOnlyList<OracleTensor> inputs)
    {
        OracleTensor result = OracleTensor.Zeros(OutputShape(ShapesOf(inputs)));
        for (int channel = 0; channel < Width; channel++)
        {
            for (int position = 0; position < inputs[0].Length; position++)
                result.Values[channel * inputs[0].Length + position] = Value((int)inputs[0][position], channel);
        }

        return result;
    }

    public override OracleTensor[] VectorJacobianProduct(IReadOnlyList<OracleTensor> inputs, OracleTensor cotangent) =>
        throw new NotSupportedException("There is no gradient of a token.");
}

/// <summary>A row of a table for each token (torch.nn.Embedding).</summary>
/// <param name="Weight">[tokens, features].</param>
public sealed record Embedding(OracleTensor Weight) : TokenOperator
{
    protected override int Width => Weight.Shape[1];

    protected override double Value(int token, int channel) => Weight[token * Width + channel];
}

/// <summary>1 in the channel of the token, 0 elsewhere.</summary>
public sealed record OneHot(int Count) : TokenOperator
{
    protected override int Width => Count;

    protected override double Value(int token, int channel) => token == channel ? 1 : 0;
}
