namespace ExplainGen;

/// <summary>
/// A gated recurrent unit (<c>torch.nn.GRU</c> of one layer): <c>h = (1 - z) n + z h'</c>. Rows of its weights are those of r, z and n.
/// See <see cref="RecurrentAttribute"/> for shapes and weights.
/// </summary>
/// <remarks>
/// Relevance (<see cref="EpsilonAttribute"/>, in every composite of relevance) goes to what the gates let through and not to the gates, as
/// in <see cref="LstmAttribute"/>.
/// </remarks>
/// <param name="hidden">Units of a state, at least 1.</param>
public sealed class GruAttribute(int hidden) : RecurrentAttribute(hidden)
{
    /// <summary>
    /// Whether the reset gate multiplies what the weights make of the state, <c>n = tanh(W x + b + r (U h' + b'))</c>, as in PyTorch;
    /// otherwise it multiplies the state, <c>n = tanh(W x + b + U (r h') + b')</c>. True by default.
    /// </summary>
    public bool ResetAfter { get; set; } = true;
}
