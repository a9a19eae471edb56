namespace ExplainGen;

/// <summary>
/// The last layer of a regression, <c>y = W a + b</c> over activations that are never negative, explained against a value that the reader
/// has in mind: <c>Target.Class(c).Against(reference)</c>. It reads the tensors of <see cref="LinearAttribute"/>, so a network with
/// <c>torch.nn.Linear</c> at its end loads as it is.
/// </summary>
/// <remarks>
/// <para>
/// The activations are lowered together to <c>max(a_j - t, 0)</c>, until the output has come from y to the reference; each gets what its
/// lowering takes from the output: <c>R_j = w_cj (a_j - max(a_j - t, 0))</c> (flooding: Letzgus, Wagner, Lederer, Samek, Müller, Montavon,
/// "Toward explainable AI for regression models", 2022, arXiv:2112.11407, equation 5; the bias belongs to the output, and takes no part in
/// the difference). The relevance that arrives at an output is the difference <c>y - reference</c> that is to be explained; without <see
/// cref="Target.Against"/> the reference is 0, with <see cref="Seed.One"/> it is y - 1.
/// </para>
/// <para>
/// Derived here: the level t is found exactly, by sorting the activations, between two of which the output is linear in t. Where weights of
/// both signs make several levels reach the reference, the lowest counts. Where no level does, activations are lowered to the level
/// that comes nearest (the lowest of these), and the rest of the difference is the bias's in the ledger: with weights of one sign, and
/// a reference beyond the bias, all activations are lowered to 0; where lowering leads away from the reference alone, none is lowered.
/// </para>
/// <para>
/// The difference is not the sum of two explanations, so one output is explained at a time: a contrast of outputs is an error. Weights:
/// <c>weight</c> (outputs x features), <c>bias</c> (outputs).
/// </para>
/// </remarks>
public sealed class RegressionAttribute : NeonAttribute
{
    /// <summary>How many outputs there are, at least 1; 1 by default.</summary>
    public int Outputs { get; set; } = 1;

    /// <summary>Whether it has a bias; true by default.</summary>
    public bool Bias { get; set; } = true;
}
