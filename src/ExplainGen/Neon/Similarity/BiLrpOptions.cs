namespace ExplainGen.Neon;

/// <summary>What <see cref="BiLrp"/> can be asked for.</summary>
public sealed record BiLrpOptions
{
    /// <summary>The name of the explainer that propagates relevance, not gradients; null takes the default one.</summary>
    public string? Explainer { get; init; }

    /// <summary>The similarity that is explained; the dot product by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member of <see cref="SimilarityMeasure"/>.</exception>
    public SimilarityMeasure Measure
    {
        get;
        init => field = value is SimilarityMeasure.DotProduct or SimilarityMeasure.Cosine
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Measure), value, $"There is no similarity measure {(int)value}.");
    }

    /// <summary>
    /// What pairs are made of: all elements of the inputs by default, which only small inputs allow (<see cref="BiLrp.MaxPairs"/>).
    /// </summary>
    public RelevancePooling Pooling { get; init; } = RelevancePooling.None;
}
