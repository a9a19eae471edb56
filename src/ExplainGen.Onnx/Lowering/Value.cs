using System.Collections.Immutable;
using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering;

/// <summary>What a name in the file stands for.</summary>
internal abstract record Value;

/// <summary>A tensor that is known at import.</summary>
/// <param name="Tensor">Its elements.</param>
internal sealed record KnownValue(ConstantTensor Tensor) : Value;

/// <summary>A sequence of tensors that are known at import, as exporters collect sizes in.</summary>
/// <param name="Elements">Its tensors.</param>
internal sealed record SequenceValue(ImmutableArray<ConstantTensor> Elements) : Value;

/// <summary>What no layer computes by itself; what it is part of may be known as a whole.</summary>
/// <param name="Reason">Why, for whoever needs it nevertheless.</param>
internal sealed record UnloweredValue(LoweringException Reason) : Value;

/// <summary>
/// The output of a layer. In the file its axes may stand in another order than the layer's, which has the channels first, and with axes of
/// one element between them, such as the batch: a transposition of the file costs nothing then.
/// </summary>
/// <param name="Layer">The layer, or the network's input.</param>
/// <param name="Shape">The layer's shape.</param>
/// <param name="Order">For each axis of the file, the axis of the layer, or <see cref="One"/>.</param>
internal sealed record FlowValue(string Layer, Shape Shape, ImmutableArray<int> Order) : Value
{
    /// <summary>An axis of one element that the layer does not have, such as the batch.</summary>
    public const int One = -1;

    /// <summary>For each axis of the file, the axis of the layer, or <see cref="One"/>.</summary>
    public ImmutableArray<int> Order
    {
        get;
        init
        {
            field = value;
            Axes = AxesOf(value, Shape);
        }
    } = Order;

    /// <summary>The axes as the file has them, the batch axis included.</summary>
    public ImmutableArray<int> Axes { get; private set; } = AxesOf(Order, Shape);

    /// <summary>Whether the axes stand as the layer's do, behind the batch axis.</summary>
    public bool IsChannelsFirst => Order.SequenceEqual(ChannelsFirst(Shape));

    /// <summary>Whether the elements follow one another in the file as they do in the layer.</summary>
    public bool IsInPlace => LongAxes.SequenceEqual(LongAxes.Order());

    /// <summary>Axes of the layer with more than one element, in the order of the file.</summary>
    public IEnumerable<int> LongAxes => Order.Where(axis => axis != One && Shape.Axes[axis] > 1);

    /// <summary>Whether the values are tokens: the network's input, where the file makes whole numbers of it.</summary>
    public bool IsTokens { get; init; }

    /// <summary>
    /// Whether the values are logarithms of the class probabilities that the layer stands for: they can be what the network gives, but
    /// nothing computes on with them.
    /// </summary>
    public bool IsLogarithm { get; init; }

    /// <summary>
    /// What the file has in the place of these values where they are the scores of a model that is no network; null where they are not.
    /// Nothing computes on with them.
    /// </summary>
    public MachineLearning.ScoreForm? Form { get; init; }

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Count;

    /// <summary>The output of a layer with its axes in their own order.</summary>
    public static FlowValue Of(string layer, Shape shape) => new(layer, shape, ChannelsFirst(shape));

    /// <summary>The axis of the layer's shape that an axis of the file is; null for one of the file alone.</summary>
    /// <param name="axis">Counted from the batch axis on, or from the last one back where negative.</param>
    public int? LayerAxis(long axis)
    {
        long index = axis < 0 ? axis + Axes.Length : axis;
        return index >= 0 && index < Axes.Length && Order[(int)index] != One ? Order[(int)index] : null;
    }

    private static ImmutableArray<int> AxesOf(ImmutableArray<int> order, Shape shape) =>
        [.. order.Select(axis => axis == One ? 1 : shape.Axes[axis])];

    private static ImmutableArray<int> ChannelsFirst(Shape shape) => [One, .. Enumerable.Range(0, shape.Rank)];
}
