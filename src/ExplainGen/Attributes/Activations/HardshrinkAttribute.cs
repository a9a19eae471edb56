namespace ExplainGen;

/// <summary><c>x</c> where <c>|x|</c> is above lambda, else 0 (<c>torch.nn.Hardshrink</c>).</summary>
/// <param name="lambda">Half the width of the zero range, at least 0; 0.5 by default.</param>
public sealed class HardshrinkAttribute(double lambda = 0.5) : LayerAttribute
{
    /// <summary>Half the width of the zero range.</summary>
    public double Lambda { get; } = lambda;
}
