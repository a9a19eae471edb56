namespace ExplainGen;

/// <summary>
/// A Gaussian mixture, and the log odds of each component: <c>f_c = log P_c / (1 - P_c)</c> of the posterior probabilities P, rewritten as
/// quadratic units that compare c with each other component, and a soft-min over them. It is positive where c is likelier than all others
/// together.
/// </summary>
/// <remarks>
/// Derived here, with the pooling of Kauffmann et al., TNNLS 2024 (arXiv:1906.07633). A unit <c>h_ck = l_c - l_k</c> is the difference of
/// log joint densities; feature i has <c>(d_ki (P_k d_k)_i - d_ci (P_c d_c)_i) / 2</c> of it, with <c>d_k = x - mu_k</c>. Log priors
/// and log determinants stand in the ledger as the bias's. Weights: <c>log_priors</c> (components), <c>means</c> (components x features),
/// <c>precisions</c> (components x features x features, the inverses of the covariances), <c>log_determinants</c> (components, of the
/// covariances).
/// </remarks>
public sealed class GaussianMixtureAttribute : NeonAttribute
{
    /// <summary>How many components there are, at least 2.</summary>
    public int Components { get; set; }
}
