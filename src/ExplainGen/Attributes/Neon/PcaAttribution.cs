namespace ExplainGen;

/// <summary>What the error of a reconstruction is attributed to.</summary>
public enum PcaAttribution
{
    /// <summary>
    /// The features that deviate from the mean: <c>R_i = d_i r_i</c>, negative where a deviation makes the error smaller than the others
    /// alone would.
    /// </summary>
    Input,

    /// <summary>The features in which the reconstruction is wrong: <c>R_i = r_i^2</c>, never negative.</summary>
    Residual,
}
