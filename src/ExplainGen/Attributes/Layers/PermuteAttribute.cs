namespace ExplainGen;

/// <summary>
/// The axes in another order (<c>torch.permute</c>). Axis 0 is the channels: <c>[Permute(1, 0)]</c> makes channels of the positions of C x L,
/// and positions of its channels.
/// </summary>
/// <param name="order">For each axis of the output, the axis of the input that it is; each once.</param>
public sealed class PermuteAttribute(params int[] order) : LayerAttribute
{
    /// <summary>For each axis of the output, the axis of the input that it is.</summary>
    public int[] Order { get; } = order;
}
