namespace ExplainGen;

/// <summary>
/// The head of a deep support vector data description: how far what the network makes of the input lies from a center, <c>|x - c|^2</c>.
/// </summary>
/// <remarks>
/// The model: Ruff et al., "Deep one-class classification", ICML 2018. Feature i gets <c>(x_i - c_i)^2</c>, which sums up to the score;
/// derived here. Where the input meets the center, nothing can be shared: a seed other than the score is dropped. Weights: <c>center</c>.
/// </remarks>
public sealed class DeepSvddAttribute : NeonAttribute;
