namespace ExplainGen;

/// <summary>
/// The mean of bins that tile one spatial axis into a given output size (<c>torch.nn.AdaptiveAvgPool1d</c>): bin <c>i</c> spans
/// <c>floor(i * in / out)</c> to <c>ceil((i + 1) * in / out)</c>.
/// </summary>
public sealed class AdaptiveAvgPool1dAttribute : LayerAttribute
{
    /// <summary>An output of the given length.</summary>
    /// <param name="size">Length of the output, at least 1.</param>
    public AdaptiveAvgPool1dAttribute(int size) => Size = [size];

    /// <summary>An output size per axis.</summary>
    /// <param name="size">Size of the output per axis: <c>L</c>.</param>
    public AdaptiveAvgPool1dAttribute(int[] size) => Size = size;

    /// <summary>Size of the output: one entry for all axes, or one per axis.</summary>
    public int[] Size { get; }
}
