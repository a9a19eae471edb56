namespace ExplainGen;

/// <summary>
/// The log ratio of two kernel density estimates with the Gaussian kernel, <c>g = log( mean_i k(x, u_i) / mean_j k(x, v_j) )</c>,
/// rewritten as linear units of pairs of points, a soft maximum over those of the numerator and a soft minimum over those of the
/// denominator.
/// </summary>
/// <remarks>
/// The network and its midpoint rule are those of the two-class SVM of Bley et al. (arXiv:2508.03913) with equal coefficients, in the
/// units of g: <c>R_i = gamma ( sum_j p_j (x_i - v_ij)^2 - sum_n p_n (x_i - u_in)^2 )</c>; that a ratio of densities is one is derived
/// here. The entropies of the poolings are attributed to no feature: they stand in the ledger as the bias's. Weights: <c>numerator</c>
/// (points x features), <c>denominator</c> (points x features), <c>gamma</c>.
/// </remarks>
public sealed class DensityRatioAttribute : NeonAttribute;
