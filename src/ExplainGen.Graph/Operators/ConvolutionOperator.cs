namespace ExplainGen.Graph;

/// <summary>Cross-correlation over 1 to 3 spatial axes (<c>torch.nn.Conv1d/2d/3d</c>); weight [out, in/groups, k...].</summary>
public sealed record ConvolutionOperator(int Channels, SlidingWindow Window, int Groups, bool Bias) : Operator
{
    public override string Kind => $"Conv{Window.Rank}d";

    public override OperatorClass Class => OperatorClass.Convolution;

    public static Operator Create(ArgumentReader reader, int rank)
    {
        int channels = reader.Positive("Channels");
        int groups = reader.Positive("Groups", 1);
        if (channels % groups != 0)
            reader.Report("Groups", $"a divisor of the {channels} output channels", groups.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new ConvolutionOperator(channels, SlidingWindow.Read(reader, rank, 1), groups, reader.Flag("Bias", true));
    }

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        Shape input = inputs[0];
        if (input.SpatialRank != Window.Rank)
            return check.Fail(0, input, $"it slides over {Window.Rank} spatial axes, which needs {Window.Rank + 1} axes with the channels");
        if (input.Channels % Groups != 0)
            return check.Fail(0, input, $"its {input.Channels} channels are not divisible into {Groups} groups");
        return Window.InferShape(input, Channels, check);
    }

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => Interval.Unbounded;

    public override IReadOnlyList<WeightTensor> Weights(Shape input)
    {
        var weight = new WeightTensor("weight", new Shape(new EquatableArray<int>([Channels, input.Channels / Groups, .. Window.Kernel])));
        return Bias ? [weight, new WeightTensor("bias", new Shape(Channels))] : [weight];
    }

    public override long MultiplyAdds(Shape input, Shape output) =>
        output.Count * (input.Channels / Groups) * Window.Kernel.Aggregate(1L, (product, k) => product * k);

    public override string Describe() => Window.Describe() + (Groups == 1 ? "" : $" g{Groups}");
}
