namespace ExplainGen;

/// <summary>
/// Part of one axis (<c>torch.narrow</c>): the elements from <see cref="Start"/> to before <see cref="Stop"/>. A split is one of these for
/// each part. What is left out gets no relevance from this layer.
/// </summary>
/// <param name="start">The first element, at least 0.</param>
/// <param name="stop">One past the last element, above <paramref name="start"/> and at most the size of the axis.</param>
public sealed class SliceAttribute(int start, int stop) : LayerAttribute
{
    /// <summary>The first element.</summary>
    public int Start { get; } = start;

    /// <summary>One past the last element.</summary>
    public int Stop { get; } = stop;

    /// <summary>The axis, without the batch; 0, the channels, by default.</summary>
    public int Axis { get; set; }
}
