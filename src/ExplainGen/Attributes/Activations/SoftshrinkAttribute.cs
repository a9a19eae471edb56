namespace ExplainGen;

/// <summary><c>x</c> moved toward zero by lambda, and 0 within it (<c>torch.nn.Softshrink</c>).</summary>
/// <param name="lambda">Half the width of the zero range, at least 0; 0.5 by default.</param>
public sealed class SoftshrinkAttribute(double lambda = 0.5) : LayerAttribute
{
    /// <summary>Half the width of the zero range.</summary>
    public double Lambda { get; } = lambda;
}
