namespace ExplainGen;

/// <summary>
/// A support vector data description with the Gaussian kernel, and how far out an input lies: <c>o = -log sum_j a_j exp(-gamma |x -
/// u_j|^2)</c>, with coefficients a normalized to sum up to 1. It rises with the distance <c>const - 2 sum_j a_j k(x, u_j)</c> to the
/// center in feature space.
/// </summary>
/// <remarks>
/// The model: Tax and Duin, "Support vector data description", Machine Learning 54, 2004. As its distance is a monotone function of a
/// kernel sum, network and relevance are those of <see cref="OneClassSvmAttribute"/>; that they are is derived here. The threshold is the
/// score on the sphere. Weights: <c>support_vectors</c> (vectors x features), <c>coefficients</c>, <c>gamma</c>, <c>radius</c> (not its
/// square).
/// </remarks>
public sealed class SvddAttribute : NeonAttribute;
