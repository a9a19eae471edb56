namespace ExplainGen.Graph;

/// <summary>One way through a sequence, with weights of its own.</summary>
public enum RecurrentDirection
{
    /// <summary>From the beginning to the end.</summary>
    Ahead,

    /// <summary>From the end to the beginning.</summary>
    Reverse,
}

/// <summary>
/// A layer that reads a sequence C x L token by token: states H x L, those of both ways one behind the other, or the last state of each.
/// </summary>
public abstract record RecurrentOperator(int Hidden, bool Bidirectional, bool Reverse, bool Bias, bool Sequence) : Operator
{
    public sealed override OperatorClass Class => OperatorClass.Recurrent;

    /// <summary>Number of gates, each of which has as many rows of weights as a state has units.</summary>
    public abstract int Gates { get; }

    /// <summary>Tensors of the states' shape that the forward pass leaves for the ways back.</summary>
    public abstract int StateSections { get; }

    /// <summary>Such tensors that relevance works in.</summary>
    public abstract int RelevanceSections { get; }

    /// <summary>Such tensors that gradients work in.</summary>
    public abstract int GradientSections { get; }

    /// <summary>The ways through the sequence, in the order of their channels.</summary>
    public IReadOnlyList<RecurrentDirection> Directions => Bidirectional
        ? [RecurrentDirection.Ahead, RecurrentDirection.Reverse]
        : [Reverse ? RecurrentDirection.Reverse : RecurrentDirection.Ahead];

    private int Channels => Extent.ToAxis((long)Hidden * Directions.Count);

    public sealed override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        Shape input = inputs[0];
        if (input.Rank != 2)
            return check.Fail(0, input, "it needs a sequence C x L: the features of each token, and the tokens");
        return Sequence ? input.With(Channels, [input.Width]) : new Shape(Channels);
    }

    public sealed override IReadOnlyList<WeightTensor> Weights(Shape input) =>
        [.. Directions.SelectMany(way => WeightsOf(way, input))];

    /// <summary>The tensors of one way: what multiplies tokens, what multiplies states, and the biases of both if it has them.</summary>
    public IReadOnlyList<WeightTensor> WeightsOf(RecurrentDirection direction, Shape input)
    {
        int rows = Extent.ToAxis((long)Gates * Hidden);
        string suffix = direction == RecurrentDirection.Reverse ? "_l0_reverse" : "_l0";
        WeightTensor tokens = new("weight_ih" + suffix, new Shape(rows, input.Channels));
        WeightTensor states = new("weight_hh" + suffix, new Shape(rows, Hidden));
        return Bias
            ? [tokens, states, new("bias_ih" + suffix, new Shape(rows)), new("bias_hh" + suffix, new Shape(rows))]
            : [tokens, states];
    }

    public sealed override long MultiplyAdds(Shape input, Shape output) => Extent.Multiply(
        Extent.Multiply(Directions.Count * (long)input.Width, (long)Gates * Hidden), (long)input.Channels + Hidden);

    public override string Describe() => string.Join(" ", new[]
    {
        Bidirectional ? "bidirectional" : Reverse ? "reverse" : "", Sequence ? "" : "last state",
    }.Where(part => part.Length > 0));

    /// <summary>The shape of several tensors of the states' shape one behind the other, each filled up to whole blocks of channels.</summary>
    public Shape SectionsFor(int count, Shape input) =>
        new(Extent.ToAxis(Extent.Multiply(count, (Hidden + 15L) / 16 * 16)), input.Width);

    /// <summary>What all of these are declared with.</summary>
    private protected static (int Hidden, bool Bidirectional, bool Reverse, bool Bias, bool Sequence) Read(ArgumentReader reader)
    {
        bool bidirectional = reader.Flag("Bidirectional", false), reverse = reader.Flag("Reverse", false);
        if (bidirectional && reverse)
            reader.Report("Reverse", "left out where Bidirectional is written, which reads both ways", "true");
        return (reader.Positive("Hidden"), bidirectional, reverse, reader.Flag("Bias", true), reader.Flag("Sequence", true));
    }
}

/// <summary>Long short-term memory (<c>torch.nn.LSTM</c>), gates i, f, g and o.</summary>
public sealed record LstmOperator(int Hidden, bool Bidirectional, bool Reverse, bool Bias, bool Sequence)
    : RecurrentOperator(Hidden, Bidirectional, Reverse, Bias, Sequence)
{
    public override string Kind => "Lstm";

    public override int Gates => 4;

    // The gates, c, the sum in g, and h.
    public override int StateSections => 7;

    // Of h, of c, and denominators without bias.
    public override int RelevanceSections => 3;

    // Of the gates, of h and of c.
    public override int GradientSections => 6;

    public static Operator Create(ArgumentReader reader)
    {
        (int hidden, bool bidirectional, bool reverse, bool bias, bool sequence) = Read(reader);
        return new LstmOperator(hidden, bidirectional, reverse, bias, sequence);
    }

    // A sigmoid times a tanh.
    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => new(-1, 1);
}

/// <summary>The gated recurrent unit (<c>torch.nn.GRU</c>), gates r, z and n.</summary>
/// <param name="ResetAfter">Whether r multiplies what the weights make of the state, rather than the state.</param>
public sealed record GruOperator(int Hidden, bool Bidirectional, bool Reverse, bool Bias, bool Sequence, bool ResetAfter)
    : RecurrentOperator(Hidden, Bidirectional, Reverse, Bias, Sequence)
{
    public override string Kind => "Gru";

    public override int Gates => 3;

    // The gates, the sum in n, h, and the state's part of n.
    public override int StateSections => 6;

    // Of h, that times r, and denominators without bias.
    public override int RelevanceSections => 3;

    // Of the gates, of the state's part of n, and of h.
    public override int GradientSections => 5;

    public static Operator Create(ArgumentReader reader)
    {
        (int hidden, bool bidirectional, bool reverse, bool bias, bool sequence) = Read(reader);
        return new GruOperator(hidden, bidirectional, reverse, bias, sequence, reader.Flag("ResetAfter", true));
    }

    // Between a tanh and the state before, the first of which is 0.
    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => new(-1, 1);

    public override string Describe() =>
        ResetAfter ? base.Describe() : base.Describe() + (base.Describe().Length == 0 ? "" : " ") + "reset before";
}
