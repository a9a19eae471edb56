namespace ExplainGen;

/// <summary>
/// What principal components leave of an input, <c>e = |r|^2</c> with the residual <c>r = d - V^T V d</c>, <c>d = x - m</c>: how far out
/// the input lies.
/// </summary>
/// <remarks>
/// Relevance goes to the inputs, <c>R_i = d_i r_i</c>, or to the residuals, <c>R_i = r_i^2</c>. Both sum up to the score, as r is
/// a projection of d; derived here. Weights: <c>mean</c> (features), <c>components</c> (components x features, orthonormal rows).
/// </remarks>
public sealed class PcaReconstructionAttribute : NeonAttribute
{
    /// <summary>How many components there are, at least 1.</summary>
    public int Components { get; set; }

    /// <summary>What the error is attributed to; <see cref="PcaAttribution.Input"/> by default.</summary>
    public PcaAttribution Attribution { get; set; }
}
