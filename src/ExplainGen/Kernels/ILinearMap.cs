namespace ExplainGen.Kernels;

/// <summary>
/// A linear map x → W x between tensors, with the three fused passes relevance propagation is made of. Immutable and safe
/// to share between threads; layouts come with the tensors, so halos may differ from call to call.
/// </summary>
public interface ILinearMap
{
    /// <summary>Packs weights for this map.</summary>
    /// <param name="weight">The weights in PyTorch's layout for the layer.</param>
    /// <param name="variant">Which element-wise function of them to pack.</param>
    /// <param name="use">The directions they are read in. Where one packing serves both, both are there whatever is asked for.</param>
    /// <returns>The packed weights, or null for a map that has none.</returns>
    /// <exception cref="ArgumentException">The number of weights is not the map's, or no direction is asked for.</exception>
    Filter? Pack(ReadOnlySpan<float> weight, WeightVariant variant, FilterUse use = FilterUse.Both);

    /// <summary>y = act(W x + addend + bias).</summary>
    /// <param name="x">The input.</param>
    /// <param name="w">The packed weights, null for a map that has none.</param>
    /// <param name="addend">A tensor of y's shape to add, or <c>default</c>.</param>
    /// <param name="bias">The bias per output channel, or null.</param>
    /// <param name="activation">The nonlinearity to end with.</param>
    /// <param name="y">The output; may share the addend's memory when their layouts are equal.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">A tensor's shape is not the map's, or the filter is not this map's.</exception>
    void Forward(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, Activation activation, in Tensor y, Workers workers);

    /// <summary>s = scale · R / st(W x + addend + bias).</summary>
    /// <param name="x">The input.</param>
    /// <param name="w">The packed weights, null for a map that has none.</param>
    /// <param name="addend">A tensor of the output's shape to add to the denominator, or <c>default</c>.</param>
    /// <param name="bias">The bias per output channel, or null.</param>
    /// <param name="relevance">R, the relevance of the output.</param>
    /// <param name="stabilizer">st.</param>
    /// <param name="scale">A factor on the relevance.</param>
    /// <param name="s">The quotient; may share the relevance's or the addend's memory when the layouts are equal.</param>
    /// <param name="workers">The threads to use.</param>
    /// <param name="loss">Adds up what the quotient does not pass on, when given; s is the same bit for bit.</param>
    /// <exception cref="ArgumentException">A tensor's shape is not the map's, or the filter is not this map's.</exception>
    void Quotient(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, in Tensor relevance, Stabilizer stabilizer, float scale,
        in Tensor s, Workers workers, QuotientLoss? loss);

    /// <summary>r = scale · (x - shift) · (Wᵀ s), or r += the same.</summary>
    /// <param name="s">The quotient, of the output's shape.</param>
    /// <param name="w">The packed weights, null for a map that has none.</param>
    /// <param name="x">The input, or <c>default</c> for a factor of one.</param>
    /// <param name="shift">What to subtract from x per input channel, or null; null when there is no x.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The relevance of the input.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">
    /// A tensor's shape is not the map's, the filter is not this map's, or there is a shift without x.
    /// </exception>
    void Redistribute(
        in Tensor s, Filter? w, in Tensor x, ChannelVector? shift, float scale, bool accumulate, in Tensor r, Workers workers);
}
