namespace ExplainGen;

/// <summary>Softmax (multinomial logistic) regression: <c>f_c = w_c x + b_c</c>, the logit of class c.</summary>
/// <remarks>
/// One linear layer, explained against a reference input x~: <c>R_i = w_ci (x_i - x~_i)</c>; the score of the reference, <c>f_c(x~)</c>,
/// stands in the ledger as the bias's. Derived here: a first-order Taylor expansion, which has no remainder. What tells two classes apart
/// a contrast of them explains. Weights: <c>weight</c> (classes x features), <c>bias</c> (classes), <c>reference</c> (features; the mean
/// of the data is a good one).
/// </remarks>
public sealed class SoftmaxRegressionAttribute : NeonAttribute
{
    /// <summary>How many classes there are, at least 2.</summary>
    public int Classes { get; set; }
}
