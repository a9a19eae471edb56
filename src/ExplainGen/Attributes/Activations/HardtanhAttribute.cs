namespace ExplainGen;

/// <summary><c>x</c> clamped to a range (<c>torch.nn.Hardtanh</c>).</summary>
/// <param name="min">Lower end of the range; -1 by default.</param>
/// <param name="max">Upper end of the range, above the lower one; 1 by default.</param>
public sealed class HardtanhAttribute(double min = -1, double max = 1) : LayerAttribute
{
    /// <summary>Lower end of the range.</summary>
    public double Min { get; } = min;

    /// <summary>Upper end of the range.</summary>
    public double Max { get; } = max;
}
