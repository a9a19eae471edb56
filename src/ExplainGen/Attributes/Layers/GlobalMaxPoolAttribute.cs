namespace ExplainGen;

/// <summary>The largest value of each channel; spatial axes stay, with size 1 (<c>torch.nn.AdaptiveMaxPool2d(1)</c>).</summary>
public sealed class GlobalMaxPoolAttribute : LayerAttribute;
