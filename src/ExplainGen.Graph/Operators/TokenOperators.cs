namespace ExplainGen.Graph;

/// <summary>
/// Reads tokens: whole numbers from 0 to <see cref="Count"/> - 1, which only the network's input has. Relevance of everything that stands
/// for a token is the token's.
/// </summary>
public abstract record TokenOperator(int Count) : Operator
{
    public sealed override OperatorClass Class => OperatorClass.Token;

    /// <summary>Numbers that stand for one token.</summary>
    protected abstract int Width { get; }

    public sealed override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check) => inputs[0].Rank == 1
        ? new Shape(Width, inputs[0].Axes[0])
        : check.Fail(0, inputs[0], "it needs a vector of tokens");

    protected static int ReadCount(ArgumentReader reader)
    {
        int count = reader.Positive("Count");

        // Tokens come as single-precision numbers, which hold no larger whole numbers without gaps.
        if (!reader.Failed && count > 1 << 24)
            reader.Report("Count", $"at most {1 << 24}, the tokens that single precision tells apart", ArgumentReader.Format(count));
        return Math.Min(count, 1 << 24);
    }
}

/// <summary>A row of a learned table for each token (<c>torch.nn.Embedding</c>); weight [tokens, features].</summary>
public sealed record EmbeddingOperator(int Count, int Features) : TokenOperator(Count)
{
    public override string Kind => "Embedding";

    protected override int Width => Features;

    public static Operator Create(ArgumentReader reader) => new EmbeddingOperator(ReadCount(reader), reader.Positive("Features"));

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => Interval.Unbounded;

    public override IReadOnlyList<WeightTensor> Weights(Shape input) => [new WeightTensor("weight", new Shape(Count, Features))];

    public override string Describe() => $"of {Count}";
}

/// <summary>1 in the channel of the token and 0 in all others (<c>torch.nn.functional.one_hot</c>).</summary>
public sealed record OneHotOperator(int Count) : TokenOperator(Count)
{
    public override string Kind => "OneHot";

    protected override int Width => Count;

    public static Operator Create(ArgumentReader reader) => new OneHotOperator(ReadCount(reader));

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => new(0, 1);
}
