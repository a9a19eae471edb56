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
        (int channels, int groups) = Grouping.Read(reader);
        SlidingWindow window = SlidingWindow.ReadConvolution(reader, rank);
        if (window.AutoPad is AutoPadding.SameUpper or AutoPadding.SameLower)
            reader.Report("AutoPad", "None or Valid for a transposed convolution (say Paddings and OutputPaddings)", window.AutoPad.ToString());

        // Its output is computed from the padding, so "none at all" has to be in there.
        if (window.AutoPad == AutoPadding.Valid)
        {
            var none = new EquatableArray<int>(new int[rank]);
            window = window with { PadBegin = none, PadEnd = none, AutoPad = AutoPadding.None };
        }

        EquatableArray<int> outputPadding = reader.PerAxis("OutputPadding", "OutputPaddings", rank, 0, 0);
        foreach (int axis in Enumerable.Range(0, rank).Where(i => outputPadding[i] >= Math.Max(window.Stride[i], window.Dilation[i])).Take(1))
        {
            reader.Report(reader.Written("OutputPadding", "OutputPaddings"), "smaller than the stride or the dilation",
                ArgumentReader.Format(outputPadding[axis]));
        }

        return new TransposedConvolutionOperator(channels, window, outputPadding, groups, reader.Flag("Bias", true));
    }

    public override Shape? InferShape(IReadOnlyList<Shape> inputs, ShapeCheck check)
    {
        Shape input = inputs[0];
        if (!Window.Accepts(input, check) || !Grouping.Accepts(Groups, input, check))
            return null;
        int[] output = new int[Window.Rank];
        for (int axis = 0; axis < Window.Rank; axis++)
        {
            output[axis] = Extent.ToAxis(((input.Axes[axis + 1] - 1L) * Window.Stride[axis]) - Window.PadBegin[axis] - Window.PadEnd[axis]
                + ((Window.Kernel[axis] - 1L) * Window.Dilation[axis]) + OutputPadding[axis] + 1);
            if (output[axis] < 1)
                return check.Empty(input, $"its padding of {Window.PadBegin[axis]} and {Window.PadEnd[axis]} crops away all of axis {axis + 1}");
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
        Extent.Multiply(input.Count, Extent.Multiply(Channels / Groups, Extent.Product(Window.Kernel)));

    public override string Describe() => Window.Describe()
        + (OutputPadding.Any(p => p != 0) ? " op" + SlidingWindow.Join(OutputPadding) : "")
        + (Groups == 1 ? "" : $" g{Groups}");
}
