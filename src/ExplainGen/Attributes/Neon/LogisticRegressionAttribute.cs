namespace ExplainGen;

/// <summary>Logistic regression of two classes: <c>f = w x + b</c>, the log odds of class 1.</summary>
/// <remarks>
/// One linear layer, explained against a reference input x~: <c>R_i = w_i (x_i - x~_i)</c>; the score of the reference, <c>f(x~)</c>,
/// stands in the ledger as the bias's. Derived here: a first-order Taylor expansion, which has no remainder. Weights: <c>weight</c> (1 x
/// features), <c>bias</c> (1), <c>reference</c> (features; the mean of the data is a good one).
/// </remarks>
public sealed class LogisticRegressionAttribute : NeonAttribute;
