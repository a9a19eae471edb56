namespace ExplainGen;

/// <summary>Each element repeated along the spatial axes (<c>torch.nn.Upsample</c>, nearest neighbor).</summary>
public sealed class UpsampleAttribute : LayerAttribute
{
    /// <summary>One factor for all axes.</summary>
    /// <param name="scale">How often each element is repeated along every axis, at least 1.</param>
    public UpsampleAttribute(int scale) => Scales = [scale];

    /// <summary>One factor per axis.</summary>
    /// <param name="scales">How often each element is repeated along each axis, at least 1.</param>
    public UpsampleAttribute(int[] scales) => Scales = scales;

    /// <summary>The factors: one for all axes, or one per axis.</summary>
    public int[] Scales { get; }
}
