namespace ExplainGen.Neon;

/// <summary>How similar two inputs are, by the features phi that a network gives of each.</summary>
public enum SimilarityMeasure
{
    /// <summary>The dot product <c>phi(x) . phi(x')</c>, which BiLRP was derived for (the default).</summary>
    DotProduct,

    /// <summary>
    /// The cosine <c>phi(x) . phi(x') / (|phi(x)| |phi(x')|)</c>. Derived here: the lengths count as constants, so all relevance is that of
    /// the dot product divided by both.
    /// </summary>
    Cosine,
}
