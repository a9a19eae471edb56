namespace ExplainGen.Kernels;

/// <summary>
/// A transposed convolution over one to three axes: the adjoint of the convolution that maps its output to its input.
/// Weights come as PyTorch keeps them, <c>[in, out/groups, kD, kH, kW]</c>.
/// </summary>
public sealed unsafe class TransposedConvolution : ILinearMap
{
    private readonly ConvolutionGather _direct;
    private readonly ConvolutionGather _adjoint;

    /// <summary>Creates the map.</summary>
    /// <param name="geometry">
    /// The shape of the equivalent convolution <em>from this layer's output to its input</em>: its <c>InChannels</c> and
    /// <c>In</c> extents are this layer's output, its <c>OutChannels</c> and <c>Out</c> extents this layer's input.
    /// </param>
    /// <param name="accuracy">What may be given up for speed.</param>
    /// <exception cref="ArgumentException">The geometry is not one of a convolution.</exception>
    public TransposedConvolution(ConvolutionGeometry geometry, Accuracy accuracy = Accuracy.Fast)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        geometry.Validate();
        Geometry = geometry;
        _direct = ConvolutionGather.Adjoint(geometry, accuracy);
        _adjoint = ConvolutionGather.Direct(geometry, accuracy);
    }

    /// <summary>The shape of the equivalent convolution, from this layer's output to its input.</summary>
    public ConvolutionGeometry Geometry { get; }

    /// <inheritdoc/>
    public Filter? Pack(ReadOnlySpan<float> weight, WeightVariant variant, FilterUse use = FilterUse.Both)
    {
        Geometry.CheckWeights(weight.Length);
        NativeBuffer? forward = use.HasFlag(FilterUse.Forward) ? _direct.Pack(weight, variant) : null;
        NativeBuffer? adjoint = use.HasFlag(FilterUse.Adjoint) ? _adjoint.Pack(weight, variant) : null;
        return new Filter(this, variant, forward, adjoint);
    }

    /// <inheritdoc/>
    public void Forward(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, Activation activation, in Tensor y, Workers workers)
    {
        _direct.Forward(x, Filter.Of(this, w).Forward, addend, bias, activation, y, workers);
        GC.KeepAlive(w);
    }

    /// <inheritdoc/>
    public void Quotient(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, in Tensor relevance, Stabilizer stabilizer, float scale,
        in Tensor s, Workers workers, QuotientLoss? loss)
    {
        _direct.Quotient(x, Filter.Of(this, w).Forward, addend, bias, relevance, stabilizer, scale, s, workers, loss);
        GC.KeepAlive(w);
    }

    /// <inheritdoc/>
    public void Redistribute(
        in Tensor s, Filter? w, in Tensor x, ChannelVector? shift, float scale, bool accumulate, in Tensor r, Workers workers)
    {
        _adjoint.Redistribute(s, Filter.Of(this, w).Adjoint, x, shift, scale, accumulate, r, workers);
        GC.KeepAlive(w);
    }
}
