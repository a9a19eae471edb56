namespace ExplainGen.Graph;

/// <summary>
/// Scaled dot-product attention of sequences C x L (<c>torch.nn.functional.scaled_dot_product_attention</c>): inputs are queries, keys and
/// values, whose channels divide into heads.
/// </summary>
/// <param name="Scale">What scores are multiplied by; 0 is 1 / sqrt(channels of a head's queries).</param>
/// <param name="Causal">Whether query n sees the keys 0 to n alone.</param>
/// <param name="KeyValueHeads">Heads of keys and values, each shared by as many neighboring heads of queries.</param>
public sealed record AttentionOperator(int Heads, double Scale, bool Causal, int KeyValueHeads) : Operator
{
    public override string Kind => "Attention";

    public override OperatorClass Class => OperatorClass.Attention;

    public override (int Min, int Max) InputCount => (3, 3);

    public static Operator Create(ArgumentReader reader)
    {
        int heads = reader.Positive("Heads"), written = reader.Natural("KeyValueHeads"), shared = written == 0 ? heads : written;
        if (!reader.Failed && heads % shared != 0)
            reader.Report("KeyValueHeads", $"a divisor of Heads ({heads})", $"{shared}");
        double scale = reader.Real(
            "Scale", 0, v => v == 0 || (v > 0 && (float)v > 0), "above 0 in single precision, or 0 for 1 / sqrt(channels of a head)");
        return new AttentionOperator(heads, scale, reader.Flag("Causal", false), shared);
    }

    /// <summary>What scores are multiplied by.</summary>
    public double ScaleFor(Shape queries) => Scale != 0 ? Scale : 1 / Math.Sqrt(queries.Channels / Heads);

    /// <summary>The shape of the attention weights: keys x heads x queries.</summary>
    public Shape WeightsShape(Shape queries, Shape keys) => new(keys.Width, Heads, queries.Width);

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            int heads = i == 0 ? Heads : KeyValueHeads;
            if (inputs[i].Rank != 2)
                return check.Fail(i, inputs[i], "it reads sequences, channels x positions, of queries, keys and values");
            if (inputs[i].Channels % heads != 0)
                return check.Fail(i, inputs[i], $"its {inputs[i].Channels} channels do not divide into {heads} heads");
        }

        (Shape queries, Shape keys, Shape values) = (inputs[0], inputs[1], inputs[2]);
        int size = queries.Channels / Heads;
        if (keys.Channels / KeyValueHeads != size)
            return check.Differ($"as many channels a head ({Heads} of queries, {KeyValueHeads} of keys)", 0, queries, 1, keys);
        return keys.Width != values.Width
            ? check.Differ("as many keys as values", 1, keys, 2, values)
            : new Shape(Extent.ToAxis(Extent.Multiply(values.Channels / KeyValueHeads, Heads)), queries.Width);
    }

    // Outputs are means of values.
    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => inputs[2];

    public override long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) =>
        Extent.Multiply(inputs[1].Width, inputs[0].Count + output.Count);

    public override string Describe() => $"h{Heads}" + (KeyValueHeads == Heads ? "" : $"/{KeyValueHeads}") + (Causal ? " causal" : "");
}
