using ExplainGen.Kernels;

namespace ExplainGen;

/// <summary>
/// Assigns a propagation rule to the layers that a selector matches, over what the composite of the explainer says. Of several
/// that match a layer the last one counts.
/// </summary>
/// <remarks>
/// In the formulas of the rules <c>x</c> is a layer's input, <c>W</c> and <c>b</c> its weight and bias, <c>R</c> the relevance
/// of its outputs, <c>+</c> and <c>-</c> mark positive and negative parts, and <c>st</c> keeps a denominator away from zero.
/// </remarks>
/// <param name="selector">
/// A layer's name (<c>conv1</c>), a pattern (<c>conv*</c>, which means the layers among its matches that the rule is for), or a
/// range in order of data flow with both ends included, either of which may be left out (<c>conv1..conv5</c>, <c>..relu3</c>).
/// </param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class RuleAttribute(string selector) : Attribute
{
    /// <summary>Which layers the rule is for: a name, a pattern or a range.</summary>
    public string Selector { get; } = selector;

    /// <summary>The name of the explainer it is for; all explainers by default.</summary>
    public string? For { get; set; }

    /// <summary>What keeps denominators away from zero; at least 0, 1e-6 by default.</summary>
    public double Stabilizer { get; set; } = 1e-6;

    /// <summary>How denominators are kept away from zero; added by default.</summary>
    public StabilizerMode StabilizerMode { get; set; }

    /// <summary>Whether the stabilizer is relative to the root mean square of the layer's denominators; false by default.</summary>
    public bool RmsScaled { get; set; }

    /// <summary>What becomes of the bias's share; absorbed by default.</summary>
    public BiasHandling Bias { get; set; }
}
