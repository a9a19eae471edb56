namespace ExplainGen.Graph;

/// <summary>Cross-correlation over 1 to 3 spatial axes (<c>torch.nn.Conv1d/2d/3d</c>); weight [out, in/groups, k...].</summary>
public sealed record ConvolutionOperator(int Channels, SlidingWindow Window, int Groups, bool Bias) : Operator
{
    public override string Kind => $"Conv{Window.Rank}d";

    public override OperatorClass Class => OperatorClass.Convolution;

    public static Operator Create(ArgumentReader reader, int rank)
    {
        (int channels, int groups) = Grouping.Read(reader);
        return new ConvolutionOperator(channels, SlidingWindow.ReadConvolution(reader, rank), groups, reader.Flag("Bias", true));
    }

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        Shape input = inputs[0];
        return Window.Accepts(input, check) && Grouping.Accepts(Groups, input, check) ? Window.InferShape(input, Channels, check) : null;
    }

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => Interval.Unbounded;

    public override IReadOnlyList<WeightTensor> Weights(Shape input)
    {
        var weight = new WeightTensor("weight", new Shape(new EquatableArray<int>([Channels, input.Channels / Groups, .. Window.Kernel])));
        return Bias ? [weight, new WeightTensor("bias", new Shape(Channels))] : [weight];
    }

    public override long MultiplyAdds(Shape input, Shape output) =>
        Extent.Multiply(output.Count, Extent.Multiply(input.Channels / Groups, Extent.Product(Window.Kernel)));

    public override string Describe() => Window.Describe() + (Groups == 1 ? "" : $" g{Groups}");
}
