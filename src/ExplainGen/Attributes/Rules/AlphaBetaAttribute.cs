namespace ExplainGen;

/// <summary>LRP-alpha-beta: positive contributions share alpha times the relevance, negative ones take beta times of it.</summary>
/// <remarks>
/// <c>R_in = alpha * (x+ * W+^T p + x- * W-^T p) - beta * (x+ * W-^T n + x- * W+^T n)</c> with
/// <c>p = R / st(W+ x+ + W- x- + b+)</c> and <c>n = R / st(W- x+ + W+ x- + b-)</c> (Bach et al. 2015, eq. 60). For dense
/// layers and convolutions.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
/// <param name="alpha">Weight of the positive contributions, <c>1 + beta</c>; 2 by default.</param>
/// <param name="beta">Weight of the negative contributions, at least 0; 1 by default.</param>
public sealed class AlphaBetaAttribute(string selector, double alpha = 2, double beta = 1) : RuleAttribute(selector)
{
    /// <summary>Weight of the positive contributions.</summary>
    public double Alpha { get; } = alpha;

    /// <summary>Weight of the negative contributions.</summary>
    public double Beta { get; } = beta;
}
