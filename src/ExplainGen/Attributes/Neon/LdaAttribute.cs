namespace ExplainGen;

/// <summary>
/// Linear discriminant analysis: Gaussian classes with one covariance, and the log odds of each class, <c>f_c = log P_c / (1 - P_c)</c>,
/// rewritten as linear units that compare c with each other class, and a soft-min over them.
/// </summary>
/// <remarks>
/// Derived here, with the pooling and the midpoint rule of Kauffmann et al., TNNLS 2024 (arXiv:1906.07633). A unit is <c>h_ck = w (x - m)
/// + log(pi_c / pi_k)</c> with <c>w = P (mu_c - mu_k)</c> and the midpoint m of the means; feature i has <c>w_i (x_i - m_i)</c> of it,
/// and the priors stand in the ledger as the bias's. Weights: <c>log_priors</c> (classes), <c>means</c> (classes x features),
/// <c>precision</c> (features x features, the inverse P of the covariance).
/// </remarks>
public sealed class LdaAttribute : NeonAttribute
{
    /// <summary>How many classes there are, at least 2.</summary>
    public int Classes { get; set; }
}
