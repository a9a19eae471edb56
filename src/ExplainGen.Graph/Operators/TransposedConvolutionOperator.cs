namespace ExplainGen.Graph;

/// <summary>The adjoint of a convolution (<c>torch.nn.ConvTranspose1d/2d/3d</c>); weight [in, out/groups, k...].</summary>
/// <param name="Window">Of the convolution that maps this layer's output to its input.</param>
public sealed record TransposedConvolutionOperator(
    int Channels, SlidingWindow Window, EquatableArray<int> OutputPadding, int Groups, bool Bias) : Operator
{
    public override string Kind => $"ConvTranspose{Window.Rank}d";

    public override OperatorClass Class => OperatorClass.Convolution;

    public static Operator Create(ArgumentReader reader, int rank)
    {
        int channels = reader.Positive("Channels");
        int groups = reader.Positive("Groups", 1);
        if (channels % groups != 0)
            reader.Report("Groups", $"a divisor of the {channels} output channels", groups.ToString(System.Globalization.CultureInfo.InvariantCulture));
        SlidingWindow window = SlidingWindow.Read(reader, rank, 1);
        if (window.AutoPad is AutoPadding.SameUpper or AutoPadding.SameLower)
            reader.Report("AutoPad", "None or Valid for a transposed convolution (say Paddings and OutputPaddings)", window.AutoPad.ToString());
        EquatableArray<int> outputPadding = reader.PerAxis("OutputPadding", "OutputPaddings", rank, 0, 0);
        for (int axis = 0; axis < rank; axis++)
        {
            if (outputPadding[axis] >= Math.Max(window.Stride[axis], window.Dilation[axis]))
                reader.Report("OutputPadding", "smaller than the stride or the dilation", outputPadding[axis].ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return new TransposedConvolutionOperator(channels, window, outputPadding, groups, reader.Flag("Bias", true));
    }

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        Shape input = inputs[0];
        if (input.SpatialRank != Window.Rank)
            return check.Fail(0, input, $"it slides over {Window.Rank} spatial axes, which needs {Window.Rank + 1} axes with the channels");
        if (input.Channels % Groups != 0)
            return check.Fail(0, input, $"its {input.Channels} channels are not divisible into {Groups} groups");
        int[] output = new int[Window.Rank];
        for (int axis = 0; axis < Window.Rank; axis++)
        {
            output[axis] = ((input.Axes[axis + 1] - 1) * Window.Stride[axis]) - Window.PadBegin[axis] - Window.PadEnd[axis]
                + ((Window.Kernel[axis] - 1) * Window.Dilation[axis]) + OutputPadding[axis] + 1;
            if (output[axis] < 1)
                return check.Empty(input, string.Join("x", Window.Kernel));
        }

        return input.With(Channels, output);
    }

    /// <summary>The windows of the convolution from this layer's output back to its input.</summary>
    public (AxisWindow Depth, AxisWindow Height, AxisWindow Width) Resolve(Shape input, Shape output)
    {
        (AxisWindow depth, AxisWindow height, AxisWindow width) = Window.Resolve(output);
        return (depth with { Out = input.Depth }, height with { Out = input.Height }, width with { Out = input.Width });
    }

    public override Interval InferBounds(IReadOnlyList<Interval> inputs) => Interval.Unbounded;

    public override IReadOnlyList<WeightTensor> Weights(Shape input)
    {
        var weight = new WeightTensor("weight", new Shape(new EquatableArray<int>([input.Channels, Channels / Groups, .. Window.Kernel])));
        return Bias ? [weight, new WeightTensor("bias", new Shape(Channels))] : [weight];
    }

    public override long MultiplyAdds(Shape input, Shape output) =>
        input.Count * (Channels / Groups) * Window.Kernel.Aggregate(1L, (product, k) => product * k);

    public override string Describe() => Window.Describe()
        + (OutputPadding.Any(p => p != 0) ? " op" + string.Join("x", OutputPadding.Distinct()) : "")
        + (Groups == 1 ? "" : $" g{Groups}");
}
