namespace ExplainGen;

/// <summary>The mean of each channel over all positions; spatial axes stay, with size 1 (<c>torch.nn.AdaptiveAvgPool2d(1)</c>).</summary>
public sealed class GlobalAvgPoolAttribute : LayerAttribute;
