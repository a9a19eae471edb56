namespace ExplainGen.Kernels;

/// <summary>
/// Constants per channel (bias, bounds, slopes) in native memory, padded with zeros to whole blocks of 16. Immutable.
/// </summary>
public sealed unsafe class ChannelVector
{
    private readonly NativeBuffer _buffer;

    /// <summary>Copies the constants.</summary>
    /// <param name="values">One value per channel, at least one.</param>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public ChannelVector(ReadOnlySpan<float> values)
        : this(values.Length)
    {
        values.CopyTo(Storage);
    }

    private ChannelVector(int channels)
    {
        if (channels < 1)
            throw new ArgumentException("A channel vector needs at least one value.", "values");
        Channels = channels;
        _buffer = new NativeBuffer(((nint)channels + TensorLayout.Lanes - 1) / TensorLayout.Lanes * TensorLayout.Lanes);
    }

    /// <summary>Number of channels.</summary>
    public int Channels { get; }

    /// <summary>The constants, one per channel; valid while this object is referenced.</summary>
    public ReadOnlySpan<float> Values => Storage;

    /// <summary>The padded constants; valid while this object is referenced.</summary>
    internal float* Data => _buffer.Data;

    private Span<float> Storage => new(_buffer.Data, Channels);

    /// <summary>The same value for every channel.</summary>
    /// <param name="channels">Number of channels, at least 1.</param>
    /// <param name="value">The value.</param>
    public static ChannelVector Constant(int channels, float value)
    {
        var vector = new ChannelVector(channels);
        vector.Storage.Fill(value);
        return vector;
    }

    /// <summary>The vector whose values are the variant of these, e.g. b⁺ for <see cref="WeightVariantKind.Positive"/>.</summary>
    /// <param name="variant">The function to apply to each value.</param>
    public ChannelVector Transform(WeightVariant variant)
    {
        var result = new ChannelVector(Channels);
        Span<float> to = result.Storage;
        ReadOnlySpan<float> from = Values;
        for (int i = 0; i < from.Length; i++)
            to[i] = variant.Apply(from[i]);
        GC.KeepAlive(this);
        return result;
    }
}
