namespace ExplainGen;

/// <summary>For a gate times a signal: all relevance to the signal, none to the gate.</summary>
/// <remarks>
/// <c>R_signal = R</c>, <c>R_gate = 0</c> for <see cref="MultiplyAttribute"/>, summed over the axes along which the signal is repeated: the
/// gate decides how much of the signal passes, not what it says (Arras et al., "Explaining recurrent neural network predictions in
/// sentiment analysis", WASSA 2017). It conserves. What leads to the gate alone gets no relevance, and costs nothing.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class SignalTakesAllAttribute(string selector) : RuleAttribute(selector)
{
    /// <summary>
    /// The name of the layer that is the gate, one of the factors; by default the one that is provably within 0 and 1, and if that is
    /// not exactly one of them, it must be written.
    /// </summary>
    public string? Gate { get; set; }
}
