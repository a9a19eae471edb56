namespace ExplainGen;

/// <summary>
/// The mean of bins that tile three spatial axes into a given output size (<c>torch.nn.AdaptiveAvgPool3d</c>): bin <c>i</c> spans
/// <c>floor(i * in / out)</c> to <c>ceil((i + 1) * in / out)</c>.
/// </summary>
public sealed class AdaptiveAvgPool3dAttribute : LayerAttribute
{
    /// <summary>One output size along all axes.</summary>
    /// <param name="size">Size of the output along every axis, at least 1.</param>
    public AdaptiveAvgPool3dAttribute(int size) => Size = [size];

    /// <summary>An output size per axis.</summary>
    /// <param name="size">Size of the output per axis: <c>D x H x W</c>.</param>
    public AdaptiveAvgPool3dAttribute(int[] size) => Size = size;

    /// <summary>Size of the output: one entry for all axes, or one per axis.</summary>
    public int[] Size { get; }
}
