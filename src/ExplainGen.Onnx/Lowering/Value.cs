using System.Collections.Immutable;
using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering;

/// <summary>What a name in the file stands for.</summary>
internal abstract record Value;

/// <summary>A tensor that is known at import.</summary>
/// <param name="Tensor">Its elements.</param>
internal sealed record KnownValue(ConstantTensor Tensor) : Value;

/// <summary>
/// The output of a layer. In the file it has a batch axis in front, of one input, and its other axes may stand in another order than the
/// layer's, which has the channels first: a transposition of the file costs nothing then.
/// </summary>
/// <param name="Layer">The layer, or the network's input.</param>
/// <param name="Shape">The layer's shape.</param>
/// <param name="Order">For each axis of the file behind the batch axis, the axis of the layer.</param>
internal sealed record FlowValue(string Layer, Shape Shape, ImmutableArray<int> Order) : Value
{
    /// <summary>The axes as the file has them, the batch axis included.</summary>
    public ImmutableArray<int> Axes { get; } = [1, .. Order.Select(axis => Shape.Axes[axis])];

    /// <summary>Whether the axes stand as the layer's do.</summary>
    public bool IsChannelsFirst => Order.SequenceEqual(Enumerable.Range(0, Order.Length));

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Count;

    /// <summary>The output of a layer with its axes in their own order.</summary>
    public static FlowValue Of(string layer, Shape shape) => new(layer, shape, [.. Enumerable.Range(0, shape.Rank)]);

    /// <summary>The axis of the layer's shape that an axis of the file is; null for the batch axis.</summary>
    /// <param name="axis">Counted from the batch axis on, or from the last one back where negative.</param>
    public int? LayerAxis(long axis)
    {
        long index = axis < 0 ? axis + Axes.Length : axis;
        return index >= 1 && index < Axes.Length ? Order[(int)index - 1] : null;
    }
}
