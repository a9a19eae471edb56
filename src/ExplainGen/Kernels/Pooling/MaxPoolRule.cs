namespace ExplainGen.Kernels;

/// <summary>How max-pooling hands the relevance of a maximum to the inputs of its window.</summary>
public enum MaxPoolRule
{
    /// <summary>All to the first maximal input in row-major order: the gradient, as PyTorch and Zennit have it.</summary>
    Winner,

    /// <summary>In proportion to the inputs, <c>x / st(Σ x)</c> over the window, as if it were an average.</summary>
    Proportional,

    /// <summary>In equal parts to all maximal inputs.</summary>
    TieSplit,
}
