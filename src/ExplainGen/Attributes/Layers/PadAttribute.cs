namespace ExplainGen;

/// <summary>Zeros around the input (<c>torch.nn.ZeroPad2d</c> and its relatives).</summary>
/// <param name="paddings">
/// One value for both ends of all spatial axes, one per axis for both its ends, or all beginnings and then all ends.
/// </param>
public sealed class PadAttribute(params int[] paddings) : LayerAttribute
{
    /// <summary>How many zeros: one value, one per axis, or all beginnings and then all ends.</summary>
    public int[] Paddings { get; } = paddings;

    /// <summary>Channels of zeros before and after the input's own: two values, none by default.</summary>
    public int[]? Channels { get; set; }
}
