namespace ExplainGen;

/// <summary>
/// The squared Mahalanobis distance of an input to the mean of the data, <c>d^2 = (x - m)^T P (x - m)</c> with the inverse P of the
/// covariance: how far out the input lies.
/// </summary>
/// <remarks>
/// One quadratic unit. <c>R_i = (x_i - m_i) (P (x - m))_i</c>, of either sign, sums up to the score exactly and is what integrated
/// gradients from the mean give; derived here. Weights: <c>mean</c> (features), <c>precision</c> (features x features, the matrix P).
/// </remarks>
public sealed class MahalanobisAttribute : NeonAttribute;
