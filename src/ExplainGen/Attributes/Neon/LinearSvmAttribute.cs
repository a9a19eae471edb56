namespace ExplainGen;

/// <summary>
/// A linear support vector machine: <c>f = w x + b</c>, positive for class 1; of more than two classes a score a class, one against the
/// rest.
/// </summary>
/// <remarks>
/// One linear layer, explained against a reference input x~: <c>R_i = w_i (x_i - x~_i)</c>; the score of the reference, <c>f(x~)</c>,
/// stands in the ledger as the bias's. Derived here: a first-order Taylor expansion, which has no remainder. Weights: <c>weight</c>
/// (scores x features), <c>bias</c> (scores), <c>reference</c> (features; the mean of the data is a good one).
/// </remarks>
public sealed class LinearSvmAttribute : NeonAttribute
{
    /// <summary>How many classes there are; 2 by default, which have one score.</summary>
    public int Classes { get; set; } = 2;
}
