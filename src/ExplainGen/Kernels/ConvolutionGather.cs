namespace ExplainGen.Kernels;

/// <summary>
/// One direction of a convolution, the map itself or its adjoint, as a gather: each destination pixel sums over the source
/// pixels its taps reach. Immutable.
/// </summary>
internal sealed unsafe class ConvolutionGather
{
    private ConvolutionGather(ConvolutionGeometry geometry, bool adjoint)
    {
        IsAdjoint = adjoint;
        Groups = geometry.Groups;
        SourceChannels = adjoint ? geometry.OutChannels : geometry.InChannels;
        DestinationChannels = adjoint ? geometry.InChannels : geometry.OutChannels;
        Depth = Taps(geometry.Depth);
        Height = Taps(geometry.Height);
        Width = Taps(geometry.Width);
        IsDepthwise = Groups > 1 && SourceChannels == Groups && DestinationChannels == Groups;
        Packing = new ConvolutionPacking(this);

        AxisTaps Taps(ConvolutionAxis axis) => adjoint ? AxisTaps.Adjoint(axis) : AxisTaps.Direct(axis);
    }

    internal bool IsAdjoint { get; }

    internal int Groups { get; }

    internal int SourceChannels { get; }

    internal int DestinationChannels { get; }

    internal AxisTaps Depth { get; }

    internal AxisTaps Height { get; }

    internal AxisTaps Width { get; }

    /// <summary>Whether every channel is its own group, so that lanes never mix.</summary>
    internal bool IsDepthwise { get; }

    internal ConvolutionPacking Packing { get; }

    /// <summary>Taps of one filter plane.</summary>
    internal int Taps => Depth.Kernel * Height.Kernel * Width.Kernel;

    internal static ConvolutionGather Direct(ConvolutionGeometry geometry) => new(geometry, adjoint: false);

    internal static ConvolutionGather Adjoint(ConvolutionGeometry geometry) => new(geometry, adjoint: true);

    /// <summary>Packs weights <c>[OutChannels, InChannels/Groups, taps]</c> of the convolution for this direction.</summary>
    internal NativeBuffer Pack(ReadOnlySpan<float> weight, WeightVariant variant) =>
        IsDepthwise ? DepthwiseKernel.Pack(this, weight, variant) : Packing.Pack(weight, variant);

    internal void Forward(
        in Tensor x, float* weights, in Tensor addend, ChannelVector? bias, Activation activation, in Tensor y, Workers workers)
    {
        Check(x, y, nameof(x), nameof(y));
        if (IsDepthwise)
            RowKernel.Forward(new DepthwiseKernel(this), x, weights, addend, bias, activation, y, workers);
        else
            RowKernel.Forward(new ConvolutionKernel(this), x, weights, addend, bias, activation, y, workers);
    }

    internal void Quotient(
        in Tensor x, float* weights, in Tensor addend, ChannelVector? bias, in Tensor relevance, Stabilizer stabilizer, float scale,
        in Tensor s, Workers workers, QuotientLoss? loss)
    {
        Check(x, s, nameof(x), nameof(s));
        if (IsDepthwise)
            RowKernel.Quotient(new DepthwiseKernel(this), x, weights, addend, bias, relevance, stabilizer, scale, s, workers, loss);
        else
            RowKernel.Quotient(new ConvolutionKernel(this), x, weights, addend, bias, relevance, stabilizer, scale, s, workers, loss);
    }

    internal void Redistribute(
        in Tensor s, float* weights, in Tensor x, ChannelVector? shift, float scale, bool accumulate, in Tensor r, Workers workers)
    {
        Check(s, r, nameof(s), nameof(r));
        if (IsDepthwise)
            RowKernel.Redistribute(new DepthwiseKernel(this), s, weights, x, shift, scale, accumulate, r, workers);
        else
            RowKernel.Redistribute(new ConvolutionKernel(this), s, weights, x, shift, scale, accumulate, r, workers);
    }

    internal void Check(in Tensor source, in Tensor destination, string sourceName, string destinationName)
    {
        CheckOne(source.Layout, SourceChannels, Depth.Source, Height.Source, Width.Source, sourceName);
        CheckOne(
            destination.Layout, DestinationChannels, Depth.Destination, Height.Destination, Width.Destination, destinationName);
    }

    private static void CheckOne(TensorLayout layout, int channels, int depth, int height, int width, string name)
    {
        if (!layout.SameShape(channels, depth, height, width))
            throw new ArgumentException($"The tensor is {layout} where {channels}x{depth}x{height}x{width} is needed.", name);
    }
}
