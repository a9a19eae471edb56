namespace ExplainGen;

/// <summary>
/// A kernel density estimate with the Gaussian kernel, and how far out an input lies: <c>o = -1/gamma log( 1/N sum_j exp(-gamma |x -
/// u_j|^2) )</c>, in squared distance, rewritten as distances to the points and a soft minimum over them.
/// </summary>
/// <remarks>
/// The pooling gives point j the share <c>p_j o</c>, p = softmin(gamma d^2); distances share by feature, <c>R_i = sum_j p_j o (x_i -
/// u_ij)^2 / d_j^2</c>, as D2Neighbors does (Kauffmann et al., "Explainable AI reveals Clever Hans effects in unsupervised learning
/// models", 2025). Relevance is never negative and sums up to o, but for what a point on the input itself would get: that is dropped.
/// Weights: <c>points</c> (points x features), <c>gamma</c>.
/// </remarks>
public sealed class KdeAttribute : NeonAttribute;
