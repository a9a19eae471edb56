namespace ExplainGen.Kernels;

/// <summary>
/// A convolution over one to three axes, with strides, dilations, padding and groups. Weights come as PyTorch keeps them,
/// <c>[out, in/groups, kD, kH, kW]</c>.
/// </summary>
/// <remarks>
/// Convolutions of one tap may leave out products with zero: where activations overflow, zero times infinity is then nothing rather than NaN.
/// </remarks>
public sealed unsafe class Convolution : ILinearMap
{
    private readonly ConvolutionGather _direct;
    private readonly ConvolutionGather _adjoint;

    /// <summary>Creates the map.</summary>
    /// <param name="geometry">Its shape.</param>
    /// <param name="accuracy">What may be given up for speed.</param>
    /// <exception cref="ArgumentException">The geometry is not one of a convolution.</exception>
    public Convolution(ConvolutionGeometry geometry, Accuracy accuracy = Accuracy.Fast)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        geometry.Validate();
        Geometry = geometry;
        _direct = ConvolutionGather.Direct(geometry, accuracy);
        _adjoint = ConvolutionGather.Adjoint(geometry, accuracy);
    }

    /// <summary>The shape.</summary>
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

    /// <summary>
    /// The quotient of the generalized Gamma rule for an input that is not negative; see <see cref="Elementwise.GammaQuotient"/>.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="absolute">The packed weights |W|.</param>
    /// <param name="y">The output before its nonlinearity.</param>
    /// <param name="bias">The bias that y holds, or null.</param>
    /// <param name="gamma">gamma.</param>
    /// <param name="relevance">R, the relevance of the output.</param>
    /// <param name="stabilizer">st; an RMS-scaled one scales with the denominators of either sign separately.</param>
    /// <param name="s">The quotient; may share the relevance's memory when the layouts are equal.</param>
    /// <param name="workers">The threads to use.</param>
    /// <param name="loss">Adds up what the quotient does not pass on, when given; s is the same bit for bit.</param>
    /// <exception cref="ArgumentException">A tensor's shape is not the map's, or the filter is not this map's.</exception>
    public void GammaQuotient(
        in Tensor x, Filter? absolute, in Tensor y, ChannelVector? bias, float gamma, in Tensor relevance, Stabilizer stabilizer,
        in Tensor s, Workers workers, QuotientLoss? loss)
    {
        _direct.GammaQuotient(x, Filter.Of(this, absolute).Forward, y, bias, gamma, relevance, stabilizer, s, workers, loss);
        GC.KeepAlive(absolute);
    }

    /// <summary>
    /// r = x · (Aᵀ s⁺ + Bᵀ s⁻), or r += the same, where s⁺ is s where the output is not negative, s⁻ where it is. The Gamma rule in one
    /// pass: with inputs that are not negative, A = W + γW⁺ and B = W + γW⁻.
    /// </summary>
    /// <param name="s">The quotient, of the output's shape.</param>
    /// <param name="y">The output.</param>
    /// <param name="positive">The packed weights A.</param>
    /// <param name="negative">The packed weights B.</param>
    /// <param name="x">The input.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The relevance of the input.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">A tensor's shape is not the map's, or a filter is not this map's.</exception>
    /// <exception cref="InvalidOperationException">The convolution has more than one tap, padding or groups.</exception>
    public void RedistributeBySign(
        in Tensor s, in Tensor y, Filter? positive, Filter? negative, in Tensor x, bool accumulate, in Tensor r, Workers workers)
    {
        _adjoint.RedistributeBySign(
            s, y, Filter.Of(this, positive).Adjoint, Filter.Of(this, negative).Adjoint, x, accumulate, r, workers);
        GC.KeepAlive(positive);
        GC.KeepAlive(negative);
    }
}
