namespace ExplainGen;

/// <summary><c>x</c> where above a threshold, else a constant (<c>torch.nn.Threshold</c>).</summary>
/// <param name="threshold">The threshold.</param>
/// <param name="value">The constant.</param>
public sealed class ThresholdAttribute(double threshold, double value) : LayerAttribute
{
    /// <summary>The threshold.</summary>
    public double Threshold { get; } = threshold;

    /// <summary>The constant.</summary>
    public double Value { get; } = value;
}
