namespace ExplainGen;

/// <summary>LRP-z+: only contributions that speak for the output share; the same as AlphaBeta with (1, 0).</summary>
/// <remarks>
/// <c>R_in = x+ * W+^T s + x- * W-^T s</c> with <c>s = R / st(W+ x+ + W- x- + b+)</c> (Montavon et al. 2017, the z+ rule, in
/// the form for signed inputs). For dense layers and convolutions.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class ZPlusAttribute(string selector) : RuleAttribute(selector);
