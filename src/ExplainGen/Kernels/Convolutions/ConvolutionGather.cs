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

    /// <summary>How it is computed.</summary>
    internal ConvolutionMethod Method { get; }

    /// <summary>The tiles, where the method is one of Winograd's.</summary>
    internal WinogradPlan? Winograd { get; }

    internal ConvolutionPacking Packing { get; }

    /// <summary>Taps of one filter plane.</summary>
    internal int Taps => Depth.Kernel * Height.Kernel * Width.Kernel;

    /// <summary>Taps of the destination pixels that have the most.</summary>
    internal int MostTaps => Depth.MostTaps * Height.MostTaps * Width.MostTaps;

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
        Run(new ForwardPass(x, weights, addend, bias, activation, y, workers), x);
    }

    internal void Quotient(
        in Tensor x, float* weights, in Tensor addend, ChannelVector? bias, in Tensor relevance, Stabilizer stabilizer, float scale,
        in Tensor s, Workers workers, QuotientLoss? loss)
    {
        Check(x, s, nameof(x), nameof(s));
        Run(new QuotientPass(x, weights, addend, bias, relevance, stabilizer, scale, s, workers, loss), x);
    }

    internal void Redistribute(
        in Tensor s, float* weights, in Tensor x, ChannelVector? shift, float scale, bool accumulate, in Tensor r, Workers workers)
    {
        Check(s, r, nameof(s), nameof(r));
        Run(new RedistributePass(s, weights, x, shift, scale, accumulate, r, workers), s);
    }

    /// <summary>See <see cref="Convolution.GammaQuotient"/>.</summary>
    internal void GammaQuotient(
        in Tensor x, float* weights, in Tensor y, ChannelVector? bias, float gamma, in Tensor relevance, Stabilizer stabilizer,
        in Tensor s, Workers workers, QuotientLoss? loss)
    {
        Check(x, s, nameof(x), nameof(s));
        RowKernel.CheckPresent(y, s, nameof(y));
        RowKernel.CheckPresent(relevance, s, nameof(relevance));
        RowKernel.CheckChannels(bias, s, nameof(bias));
        if (loss is null && !stabilizer.RmsScaled)
        {
            RowView view = RowView.RowByRow(s);
            var quotient = new GammaQuotient(
                view.Operand(y), default, view.Operand(bias), view.Operand(relevance), gamma, false, stabilizer, s.Layout, default, null);
            Run(new GammaQuotientPass(x, weights, quotient, s, workers), x);
        }
        else
        {
            // The magnitudes go where s will stand, unless R stands there too.
            using var scratch = new NativeScratch(RowKernel.Overlap(s, relevance) ? s.Layout.Length : 0);
            Tensor absolute = scratch.Data == null ? s : new Tensor(scratch.Data, s.Layout);
            Forward(x, weights, default, null, Activation.Identity, absolute, workers);
            Elementwise.GammaQuotient(y, absolute, bias, false, gamma, relevance, stabilizer, s, default, workers, loss);
        }

        GC.KeepAlive(bias);
    }

    /// <summary>See <see cref="Convolution.RedistributeBySign"/>.</summary>
    internal void RedistributeBySign(
        in Tensor s, in Tensor signs, float* weights, float* others, in Tensor x, bool accumulate, in Tensor r, Workers workers)
    {
        Check(s, r, nameof(s), nameof(r));
        RowKernel.CheckPresent(signs, s, nameof(signs));
        if (Groups > 1 || Method != ConvolutionMethod.Pixelwise)
            throw new InvalidOperationException("Weights are chosen by sign in convolutions of one tap without groups only.");
        RowKernel.Redistribute(new PixelwiseKernel(this, signs, others), s, weights, x, null, 1, accumulate, r, workers);
    }

    /// <summary>A pass with the kernel of the method, and the one that suits the source where a method has two.</summary>
    private void Run<TPass>(in TPass pass, in Tensor source)
        where TPass : struct, IRowPass
    {
        switch (Method)
        {
            case ConvolutionMethod.Pixelwise: pass.Run(new PixelwiseKernel(this)); break;
            case ConvolutionMethod.Depthwise: pass.Run(new DepthwiseKernel(this)); break;
            case ConvolutionMethod.Narrow: pass.Run(new NarrowKernel(this)); break;
            case ConvolutionMethod.Interleaved: pass.Run(new InterleavedKernel(this)); break;
            case ConvolutionMethod.Winograd2: pass.Run(new WinogradKernel<Winograd2>(this, Winograd!)); break;
            case ConvolutionMethod.Winograd4: pass.Run(new WinogradKernel<Winograd4>(this, Winograd!)); break;
            case ConvolutionMethod.Direct when ListedKernel.Suits(this, source):
            case ConvolutionMethod.Listed: pass.Run(new ListedKernel(this)); break;
            default: pass.Run(new ConvolutionKernel(this)); break;
        }
    }

    private void Check(in Tensor source, in Tensor destination, string sourceName, string destinationName)
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
