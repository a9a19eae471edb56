namespace ExplainGen.Kernels;

/// <summary>
/// One direction of a convolution, the map itself or its adjoint, as a gather: each destination pixel sums over the source
/// pixels its taps reach. Immutable.
/// </summary>
internal sealed unsafe class ConvolutionGather
{
    private ConvolutionGather(ConvolutionGeometry geometry, bool adjoint, Accuracy accuracy, ConvolutionMethod? method = null)
    {
        IsAdjoint = adjoint;
        Groups = geometry.Groups;
        SourceChannels = adjoint ? geometry.OutChannels : geometry.InChannels;
        DestinationChannels = adjoint ? geometry.InChannels : geometry.OutChannels;
        Depth = Taps(geometry.Depth);
        Height = Taps(geometry.Height);
        Width = Taps(geometry.Width);
        IsPixelwise = Depth.IsIdentity && Height.IsIdentity && Width.IsIdentity;
        Packing = new ConvolutionPacking(this);
        Method = method ?? ConvolutionMethods.Choose(this, accuracy);
        if (!ConvolutionMethods.CanCompute(this, Method))
            throw new ArgumentException($"The method {Method} cannot compute this convolution.", nameof(method));
        Winograd = Method switch
        {
            ConvolutionMethod.Winograd2 => WinogradPlan.Create<Winograd2>(this),
            ConvolutionMethod.Winograd4 => WinogradPlan.Create<Winograd4>(this),
            _ => null,
        };

        AxisTaps Taps(ConvolutionAxis axis) => adjoint ? AxisTaps.Adjoint(axis) : AxisTaps.Direct(axis);
    }

    internal bool IsAdjoint { get; }

    internal int Groups { get; }

    internal int SourceChannels { get; }

    internal int DestinationChannels { get; }

    internal AxisTaps Depth { get; }

    internal AxisTaps Height { get; }

    internal AxisTaps Width { get; }

    /// <summary>Whether each destination pixel reads the source pixel of its own position alone.</summary>
    internal bool IsPixelwise { get; }

    /// <summary>How it is computed.</summary>
    internal ConvolutionMethod Method { get; }

    /// <summary>The tiles, where the method is one of Winograd's.</summary>
    internal WinogradPlan? Winograd { get; }

    internal ConvolutionPacking Packing { get; }

    /// <summary>Taps of one filter plane.</summary>
    internal int Taps => Depth.Kernel * Height.Kernel * Width.Kernel;

    internal static ConvolutionGather Direct(ConvolutionGeometry geometry, Accuracy accuracy) => new(geometry, adjoint: false, accuracy);

    internal static ConvolutionGather Adjoint(ConvolutionGeometry geometry, Accuracy accuracy) => new(geometry, adjoint: true, accuracy);

    /// <summary>A direction computed by a given method, whether it is the fastest or not.</summary>
    /// <exception cref="ArgumentException">The method cannot compute it.</exception>
    internal static ConvolutionGather By(ConvolutionMethod method, ConvolutionGeometry geometry, bool adjoint) =>
        new(geometry, adjoint, Accuracy.Direct, method);

    /// <summary>Packs weights <c>[OutChannels, InChannels/Groups, taps]</c> of the convolution for this direction.</summary>
    internal NativeBuffer Pack(ReadOnlySpan<float> weight, WeightVariant variant) => Method switch
    {
        ConvolutionMethod.Depthwise => DepthwiseKernel.Pack(this, weight, variant),
        ConvolutionMethod.Narrow => NarrowKernel.Pack(this, weight, variant),
        ConvolutionMethod.Winograd2 => WinogradPacking.Pack<Winograd2>(this, weight, variant),
        ConvolutionMethod.Winograd4 => WinogradPacking.Pack<Winograd4>(this, weight, variant),
        _ => Packing.Pack(weight, variant),
    };

    internal void Forward(
        in Tensor x, float* weights, in Tensor addend, ChannelVector? bias, Activation activation, in Tensor y, Workers workers)
    {
        Check(x, y, nameof(x), nameof(y));
        switch (Method)
        {
            case ConvolutionMethod.Depthwise:
                RowKernel.Forward(new DepthwiseKernel(this), x, weights, addend, bias, activation, y, workers);
                break;
            case ConvolutionMethod.Narrow:
                RowKernel.Forward(new NarrowKernel(this), x, weights, addend, bias, activation, y, workers);
                break;
            case ConvolutionMethod.Interleaved:
                RowKernel.Forward(new InterleavedKernel(this), x, weights, addend, bias, activation, y, workers);
                break;
            case ConvolutionMethod.Winograd2:
                RowKernel.Forward(new WinogradKernel<Winograd2>(this, Winograd!), x, weights, addend, bias, activation, y, workers);
                break;
            case ConvolutionMethod.Winograd4:
                RowKernel.Forward(new WinogradKernel<Winograd4>(this, Winograd!), x, weights, addend, bias, activation, y, workers);
                break;
            case ConvolutionMethod.Direct when IsPixelwise && !x.Layout.HasHalo:
                RowKernel.Forward(new PixelwiseKernel(this), x, weights, addend, bias, activation, y, workers);
                break;
            default:
                RowKernel.Forward(new ConvolutionKernel(this), x, weights, addend, bias, activation, y, workers);
                break;
        }
    }

    internal void Quotient(
        in Tensor x, float* weights, in Tensor addend, ChannelVector? bias, in Tensor relevance, Stabilizer stabilizer, float scale,
        in Tensor s, Workers workers, QuotientLoss? loss)
    {
        Check(x, s, nameof(x), nameof(s));
        switch (Method)
        {
            case ConvolutionMethod.Depthwise:
                RowKernel.Quotient(new DepthwiseKernel(this), x, weights, addend, bias, relevance, stabilizer, scale, s, workers, loss);
                break;
            case ConvolutionMethod.Narrow:
                RowKernel.Quotient(new NarrowKernel(this), x, weights, addend, bias, relevance, stabilizer, scale, s, workers, loss);
                break;
            case ConvolutionMethod.Interleaved:
                RowKernel.Quotient(new InterleavedKernel(this), x, weights, addend, bias, relevance, stabilizer, scale, s, workers, loss);
                break;
            case ConvolutionMethod.Winograd2:
                RowKernel.Quotient(
                    new WinogradKernel<Winograd2>(this, Winograd!), x, weights, addend, bias, relevance, stabilizer, scale, s, workers, loss);
                break;
            case ConvolutionMethod.Winograd4:
                RowKernel.Quotient(
                    new WinogradKernel<Winograd4>(this, Winograd!), x, weights, addend, bias, relevance, stabilizer, scale, s, workers, loss);
                break;
            case ConvolutionMethod.Direct when IsPixelwise && !x.Layout.HasHalo:
                RowKernel.Quotient(new PixelwiseKernel(this), x, weights, addend, bias, relevance, stabilizer, scale, s, workers, loss);
                break;
            default:
                RowKernel.Quotient(new ConvolutionKernel(this), x, weights, addend, bias, relevance, stabilizer, scale, s, workers, loss);
                break;
        }
    }

    internal void Redistribute(
        in Tensor s, float* weights, in Tensor x, ChannelVector? shift, float scale, bool accumulate, in Tensor r, Workers workers)
    {
        Check(s, r, nameof(s), nameof(r));
        switch (Method)
        {
            case ConvolutionMethod.Depthwise:
                RowKernel.Redistribute(new DepthwiseKernel(this), s, weights, x, shift, scale, accumulate, r, workers);
                break;
            case ConvolutionMethod.Narrow:
                RowKernel.Redistribute(new NarrowKernel(this), s, weights, x, shift, scale, accumulate, r, workers);
                break;
            case ConvolutionMethod.Interleaved:
                RowKernel.Redistribute(new InterleavedKernel(this), s, weights, x, shift, scale, accumulate, r, workers);
                break;
            case ConvolutionMethod.Winograd2:
                RowKernel.Redistribute(
                    new WinogradKernel<Winograd2>(this, Winograd!), s, weights, x, shift, scale, accumulate, r, workers);
                break;
            case ConvolutionMethod.Winograd4:
                RowKernel.Redistribute(
                    new WinogradKernel<Winograd4>(this, Winograd!), s, weights, x, shift, scale, accumulate, r, workers);
                break;
            case ConvolutionMethod.Direct when IsPixelwise && !s.Layout.HasHalo:
                RowKernel.Redistribute(new PixelwiseKernel(this), s, weights, x, shift, scale, accumulate, r, workers);
                break;
            default:
                RowKernel.Redistribute(new ConvolutionKernel(this), s, weights, x, shift, scale, accumulate, r, workers);
                break;
        }
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
