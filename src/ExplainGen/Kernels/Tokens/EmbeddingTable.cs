namespace ExplainGen.Kernels;

/// <summary>The features of every token, each padded with zeros to whole blocks of 16. Immutable.</summary>
public sealed unsafe class EmbeddingTable
{
    private readonly NativeBuffer _buffer;

    /// <summary>Copies a table.</summary>
    /// <param name="values">The features of token 0, of token 1 and so on.</param>
    /// <param name="count">Number of tokens, at least 1.</param>
    /// <param name="features">Numbers for each token, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no token or no feature.</exception>
    /// <exception cref="ArgumentException">There are not as many values.</exception>
    public EmbeddingTable(ReadOnlySpan<float> values, int count, int features)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        if (values.Length != (long)count * features)
            throw new ArgumentException($"{values.Length} values are not {count} tokens of {features} features.", nameof(values));
        Count = count;
        Features = features;
        Stride = (features + TensorLayout.Lanes - 1) / TensorLayout.Lanes * TensorLayout.Lanes;
        _buffer = new NativeBuffer((nint)count * Stride);
        for (int token = 0; token < count; token++)
            values.Slice(token * features, features).CopyTo(new Span<float>(_buffer.Data + (nint)token * Stride, features));
    }

    /// <summary>Number of tokens.</summary>
    public int Count { get; }

    /// <summary>Numbers for each token.</summary>
    public int Features { get; }

    /// <summary>Floats from one token's features to the next one's.</summary>
    internal int Stride { get; }

    /// <summary>The features; valid while this object is referenced.</summary>
    internal float* Data => _buffer.Data;
}
