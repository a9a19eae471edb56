using ExplainGen.Kernels;

namespace ExplainGen;

/// <summary>
/// Declares an explainer by layer-wise relevance propagation (LRP). The first one is the network's default; further ones are
/// told apart by <see cref="Name"/>. Rule attributes override the composite's rules layer by layer.
/// </summary>
/// <remarks>
/// Bach et al., "On pixel-wise explanations for non-linear classifier decisions by layer-wise relevance propagation", PLoS ONE
/// 10(7), 2015. A layer that has no rule under an explainer does not build.
/// </remarks>
/// <param name="composite">Which kind of layer gets which rule.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LrpAttribute(Composite composite) : Attribute
{
    /// <summary>Which kind of layer gets which rule.</summary>
    public Composite Composite { get; } = composite;

    /// <summary>The explainer's name; the composite's name by default.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// Smallest possible value of the network's input, for <see cref="ZBoxAttribute"/> at the first layer; NaN is unset, and then that of
    /// <see cref="PictureAttribute"/> if there is one. What layers before the first one make of the bounds is worked out.
    /// </summary>
    public double Low { get; set; } = double.NaN;

    /// <summary>Largest possible value of the network's input, likewise; NaN is unset.</summary>
    public double High { get; set; } = double.NaN;

    /// <summary>Smallest possible input value per channel, in place of <see cref="Low"/>.</summary>
    public double[]? Lows { get; set; }

    /// <summary>Largest possible input value per channel, in place of <see cref="High"/>.</summary>
    public double[]? Highs { get; set; }

    /// <summary>Epsilon of the composite's Epsilon rules; at least 0, 1e-6 by default.</summary>
    public double Epsilon { get; set; } = 1e-6;

    /// <summary>Gamma of the composite's Gamma rules; at least 0, 0.25 by default.</summary>
    public double Gamma { get; set; } = 0.25;

    /// <summary>What keeps the denominators of all other rules away from zero; at least 0, 1e-6 by default.</summary>
    public double Stabilizer { get; set; } = 1e-6;

    /// <summary>How denominators are kept away from zero; added by default.</summary>
    public StabilizerMode StabilizerMode { get; set; }

    /// <summary>Whether stabilizers are relative to the root mean square of the layer's denominators; false by default.</summary>
    public bool RmsScaled { get; set; }

    /// <summary>What becomes of the biases' share; absorbed by default.</summary>
    public BiasHandling Bias { get; set; }
}
