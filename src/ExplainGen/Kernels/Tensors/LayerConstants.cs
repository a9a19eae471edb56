namespace ExplainGen.Kernels;

/// <summary>Tensors that rules need of a layer whatever the input, computed once when weights are loaded.</summary>
/// <remarks>Every operand is disposed or kept alive behind the last use of its memory, which the views alone do not hold.</remarks>
public static class LayerConstants
{
    /// <summary>Learned numbers that depend on no input.</summary>
    /// <param name="values">The elements in row-major order.</param>
    /// <param name="layout">Their layout.</param>
    public static OwnedTensor Parameter(ReadOnlySpan<float> values, TensorLayout layout)
    {
        var result = new OwnedTensor(layout);
        Planar.Load(values, result.Tensor);
        GC.KeepAlive(result);
        return result;
    }

    /// <summary>W⁺l + W⁻h at every output position, the part of the box rule's denominator that no input changes.</summary>
    /// <param name="map">The layer.</param>
    /// <param name="positive">W⁺.</param>
    /// <param name="negative">W⁻.</param>
    /// <param name="low">l, a value a channel of the input. Padded zeros stay zeros: the bounds are those of real inputs.</param>
    /// <param name="high">h, likewise.</param>
    /// <param name="input">Layout of the layer's input.</param>
    /// <param name="output">Layout of the layer's output, and of the result.</param>
    public static OwnedTensor BoxOffset(
        ILinearMap map, Filter positive, Filter negative, ChannelVector low, ChannelVector high, TensorLayout input, TensorLayout output)
    {
        ArgumentNullException.ThrowIfNull(map);
        using OwnedTensor lows = Constant(input, low), highs = Constant(input, high), partial = new(output);
        var result = new OwnedTensor(output);
        map.Forward(lows.Tensor, positive, default, null, Activation.Identity, partial.Tensor, Workers.Single);
        map.Forward(highs.Tensor, negative, partial.Tensor, null, Activation.Identity, result.Tensor, Workers.Single);
        return result;
    }

    /// <summary>The sum of squared weights (and the squared bias) at every output position: the w² rule's denominator.</summary>
    /// <param name="map">The layer.</param>
    /// <param name="squared">W squared.</param>
    /// <param name="squaredBias">b squared, or null where the bias is ignored or missing.</param>
    /// <param name="input">Layout of the layer's input.</param>
    /// <param name="output">Layout of the layer's output, and of the result.</param>
    public static OwnedTensor SquaredSum(ILinearMap map, Filter squared, ChannelVector? squaredBias, TensorLayout input, TensorLayout output)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(input);
        using OwnedTensor ones = Constant(input, ChannelVector.Constant(input.Channels, 1));
        var result = new OwnedTensor(output);
        map.Forward(ones.Tensor, squared, default, squaredBias, Activation.Identity, result.Tensor, Workers.Single);
        return result;
    }

    // Row-major values of one number a channel, written through the ordinary way in.
    private static OwnedTensor Constant(TensorLayout layout, ChannelVector values)
    {
        var tensor = new OwnedTensor(layout);
        var planar = new float[layout.Count];
        int plane = layout.Count / layout.Channels;
        for (int c = 0; c < layout.Channels; c++)
            planar.AsSpan(c * plane, plane).Fill(values.Values[c]);
        GC.KeepAlive(values);
        Planar.Load(planar, tensor.Tensor);
        return tensor;
    }
}
