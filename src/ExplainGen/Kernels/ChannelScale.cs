namespace ExplainGen.Kernels;

/// <summary>
/// A factor per channel as a linear map: batch normalization that is not folded into a neighbor, whose shift is the bias.
/// </summary>
public sealed unsafe class ChannelScale : ILinearMap
{
    private readonly int _channels;

    /// <summary>Creates the map.</summary>
    /// <param name="channels">Number of channels, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public ChannelScale(int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        _channels = channels;
    }

    /// <inheritdoc/>
    /// <remarks>The weights are the factors, one per channel.</remarks>
    public Filter? Pack(ReadOnlySpan<float> weight, WeightVariant variant, FilterUse use = FilterUse.Both)
    {
        if (weight.Length != _channels)
            throw new ArgumentException($"There are {weight.Length} factors where {_channels} are needed.", nameof(weight));
        var packed = new NativeBuffer(((nint)_channels + TensorLayout.Lanes - 1) / TensorLayout.Lanes * TensorLayout.Lanes);
        for (int channel = 0; channel < _channels; channel++)
            packed.Data[channel] = variant.Apply(weight[channel]);
        return new Filter(this, variant, packed, packed);
    }

    /// <inheritdoc/>
    public void Forward(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, Activation activation, in Tensor y, Workers workers)
    {
        RowKernel.Forward(Products(x, w, y), x, null, addend, bias, activation, y, workers);
        GC.KeepAlive(w);
    }

    /// <inheritdoc/>
    public void Quotient(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, in Tensor relevance, Stabilizer stabilizer, float scale,
        in Tensor s, Workers workers, QuotientLoss? loss)
    {
        RowKernel.Quotient(Products(x, w, s), x, null, addend, bias, relevance, stabilizer, scale, s, workers, loss);
        GC.KeepAlive(w);
    }

    /// <inheritdoc/>
    public void Redistribute(
        in Tensor s, Filter? w, in Tensor x, ChannelVector? shift, float scale, bool accumulate, in Tensor r, Workers workers)
    {
        RowKernel.Redistribute(Products(s, w, r), s, null, x, shift, scale, accumulate, r, workers);
        GC.KeepAlive(w);
    }

    private GatherKernel<Pointwise<PointwiseOperators.Product>> Products(in Tensor source, Filter? w, in Tensor destination)
    {
        float* factors = Filter.Of(this, w).Forward;
        RowKernel.CheckShape(source, destination, nameof(source));
        if (destination.Layout.Channels != _channels)
            throw new ArgumentException($"The tensor is {destination.Layout} where {_channels} channels are needed.", nameof(destination));
        var rows = RowView.RowByRow(destination);
        return new GatherKernel<Pointwise<PointwiseOperators.Product>>(new(default, rows.Operand(source), rows.Operand(factors)));
    }
}
