namespace ExplainGen;

/// <summary>The same values, in row-major order, under another shape (<c>torch.reshape</c>).</summary>
/// <param name="shape">The new shape without the batch axis; it must hold as many values as the input.</param>
public sealed class ReshapeAttribute(params int[] shape) : LayerAttribute
{
    /// <summary>The new shape without the batch axis.</summary>
    public int[] Shape { get; } = shape;
}
