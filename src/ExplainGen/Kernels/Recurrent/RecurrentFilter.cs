namespace ExplainGen.Kernels;

/// <summary>
/// The weights of one direction of a recurrent layer, packed for one of its passes. Made by <see cref="RecurrentLayer.Pack"/>; immutable,
/// safe to share between threads.
/// </summary>
public sealed class RecurrentFilter
{
    private readonly RecurrentLayer _layer;

    internal RecurrentFilter(
        RecurrentLayer layer, RecurrentPass pass, Filter tokens, RecurrentMatrix states, ChannelVector? bias, ChannelVector? stateBias)
    {
        _layer = layer;
        Pass = pass;
        Tokens = tokens;
        States = states;
        Bias = bias;
        StateBias = stateBias;
    }

    /// <summary>The pass it is packed for.</summary>
    public RecurrentPass Pass { get; }

    /// <summary>Native memory held by the weights, in bytes.</summary>
    public long Bytes => Tokens.Bytes + States.Bytes;

    /// <summary>What multiplies tokens.</summary>
    internal Filter Tokens { get; }

    /// <summary>What multiplies states, or the transpose of it.</summary>
    internal RecurrentMatrix States { get; }

    /// <summary>
    /// Forward what is added to the products with tokens, gate by gate; for relevance the candidate's part of it. Null where it does not
    /// matter.
    /// </summary>
    internal ChannelVector? Bias { get; }

    /// <summary>What is added to the candidate's products with states before a gate multiplies them; null where none does.</summary>
    internal ChannelVector? StateBias { get; }

    /// <summary>The filter, which must be one that <paramref name="layer"/> packed for the pass.</summary>
    /// <exception cref="ArgumentException">It is missing, another layer's, or packed for another pass.</exception>
    internal static RecurrentFilter Of(RecurrentLayer layer, RecurrentFilter? filter, RecurrentPass pass)
    {
        if (filter is null || !ReferenceEquals(filter._layer, layer))
            throw new ArgumentException("The filter was not packed by this layer.", nameof(filter));
        if (filter.Pass != pass)
            throw new ArgumentException($"The filter was packed for {filter.Pass}, not for {pass}.", nameof(filter));
        return filter;
    }
}
