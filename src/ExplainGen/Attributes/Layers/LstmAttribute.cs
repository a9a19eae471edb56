namespace ExplainGen;

/// <summary>
/// A long short-term memory (<c>torch.nn.LSTM</c> of one layer): <c>c = f c' + i g</c>, <c>h = o tanh(c)</c>. Rows of its weights are
/// those of i, f, g and o. See <see cref="RecurrentAttribute"/> for shapes and weights.
/// </summary>
/// <remarks>
/// Relevance (<see cref="EpsilonAttribute"/>, in every composite of relevance) goes to what the gates let through and not to the gates:
/// Arras et al., "Explaining recurrent neural network predictions in sentiment analysis", WASSA 2017; "Explaining and interpreting LSTMs",
/// LNCS 11700, 2019 (LRP-all).
/// </remarks>
/// <param name="hidden">Units of a state, at least 1.</param>
public sealed class LstmAttribute(int hidden) : RecurrentAttribute(hidden);
