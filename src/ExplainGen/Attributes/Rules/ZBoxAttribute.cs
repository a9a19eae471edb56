namespace ExplainGen;

/// <summary>
/// LRP-z^B for inputs within known bounds, such as pixels; for the first layer. It conserves relevance whatever the bias.
/// </summary>
/// <remarks>
/// <c>R_in = x * W^T s - low * W+^T s - high * W-^T s</c> with <c>s = R / st(W x - W+ low - W- high)</c> (Montavon et al. 2017,
/// the z^B rule). For dense layers and convolutions. Bounds that are not written are those of the explainer, or those that
/// the layers before prove.
/// </remarks>
/// <param name="selector"><inheritdoc cref="RuleAttribute(string)" path="/param[@name='selector']"/></param>
public sealed class ZBoxAttribute(string selector) : RuleAttribute(selector)
{
    /// <summary>Smallest possible input value; NaN is unset.</summary>
    public double Low { get; set; } = double.NaN;

    /// <summary>Largest possible input value; NaN is unset.</summary>
    public double High { get; set; } = double.NaN;

    /// <summary>Smallest possible input value per channel, in place of <see cref="Low"/>.</summary>
    public double[]? Lows { get; set; }

    /// <summary>Largest possible input value per channel, in place of <see cref="High"/>.</summary>
    public double[]? Highs { get; set; }
}
