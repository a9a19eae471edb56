namespace ExplainGen;

/// <summary>
/// Quadratic discriminant analysis: Gaussian classes with a covariance each, and the log odds of each class, <c>f_c = log P_c / (1 -
/// P_c)</c>.
/// </summary>
/// <remarks>The model of <see cref="GaussianMixtureAttribute"/>, with the same weights.</remarks>
public sealed class QdaAttribute : NeonAttribute
{
    /// <summary>How many classes there are, at least 2.</summary>
    public int Classes { get; set; }
}
