using System.Collections.Immutable;
using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering;

/// <summary>
/// Values with their axes as they are needed. Where the file only renames axes nothing is computed; where elements change places, layers
/// of the kinds Permute and Reshape do it.
/// </summary>
internal static class Arrangement
{
    private const int MostAxes = 4;

    /// <summary>The value of a layer that has exactly the file's axes behind the batch axis.</summary>
    internal static FlowValue ChannelsFirst(NodeContext node, FlowValue x)
    {
        if (x.IsChannelsFirst)
            return x;
        if (x.Axes is not [1, _, ..])
            throw node.Fail($"its input {ConstantTensor.Text(x.Axes)} has no batch axis of 1 in front");
        ImmutableArray<int> axes = x.Axes[1..];
        FlowValue moved = InFileOrder(node, x);
        return axes.SequenceEqual(moved.Shape.Axes) ? FlowValue.Of(moved.Layer, moved.Shape) : Reshape(node, moved, axes);
    }

    /// <summary>The value of a layer that has one of the axes of x's layer as its channels.</summary>
    internal static FlowValue WithChannels(NodeContext node, FlowValue x, int axis) => axis == 0
        ? x
        : Permute(node, x, [axis, .. Enumerable.Range(0, x.Shape.Rank).Where(a => a != axis)]);

    /// <summary>The same value from a layer that has no axis but the file's.</summary>
    internal static FlowValue Compact(NodeContext node, FlowValue x)
    {
        int[] missing = [.. Enumerable.Range(0, x.Shape.Rank).Where(axis => !x.Order.Contains(axis))];
        if (missing.Length == 0 || missing.Length == x.Shape.Rank)
            return x;
        ImmutableArray<int> shape = [.. x.Shape.Axes.Where((_, axis) => !missing.Contains(axis))];
        return Reshape(node, x, shape) with
        {
            Order = [.. x.Order.Select(axis => axis == FlowValue.One ? axis : axis - missing.Count(m => m < axis))],
        };
    }

    /// <summary>The same value from a layer whose axes stand in the file as those of another one.</summary>
    internal static FlowValue Like(NodeContext node, FlowValue x, FlowValue other)
    {
        if (x.Order.SequenceEqual(other.Order) && x.Shape == other.Shape)
            return x;
        if (!x.Axes.SequenceEqual(other.Axes))
            throw node.Fail($"it combines {ConstantTensor.Text(other.Axes)} and {ConstantTensor.Text(x.Axes)}, which differ");

        // The axes of x's layer in the order in which the other layer has them.
        int[] order = [.. other.LongAxes.Zip(x.LongAxes).OrderBy(pair => pair.First).Select(pair => pair.Second)];
        FlowValue moved = order.SequenceEqual(order.Order()) ? x : Permute(node, x, [.. order, .. Rest(x, order)]);
        if (moved.Shape != other.Shape)
            moved = Reshape(node, moved, [.. other.Shape.Axes]);
        return moved with { Order = other.Order };
    }

    /// <summary>The same elements, in the file's order, under other axes of the file.</summary>
    internal static FlowValue Reshaped(NodeContext node, FlowValue x, ImmutableArray<int> axes)
    {
        if (x.Axes.SequenceEqual(axes))
            return x;

        // Axes of one element come and go by name.
        if (x.LongAxes.Select(axis => x.Shape.Axes[axis]).SequenceEqual(axes.Where(size => size > 1)))
        {
            var order = new Queue<int>(x.LongAxes);
            return x with { Order = [.. axes.Select(size => size > 1 ? order.Dequeue() : FlowValue.One)] };
        }

        if (x.IsInPlace && axes is [1, ..] && axes.Length is > 1 and <= MostAxes + 1)
            return Reshape(node, x, axes[1..]);

        var groups = Groups(x, axes);
        int[] places = [.. x.LongAxes.Order()];
        if (groups.All(g => g.From.Select((axis, i) => Array.IndexOf(places, axis) == Array.IndexOf(places, g.From[0]) + i).All(b => b)))
            return Regrouped(node, x, axes, groups);
        return Reshaped(node, InFileOrder(node, x), axes);
    }

    /// <summary>The value of a layer whose axes of several elements stand as in the file.</summary>
    private static FlowValue InFileOrder(NodeContext node, FlowValue x)
    {
        int[] order = [.. x.LongAxes];
        return x.IsInPlace ? x : Permute(node, x, [.. order, .. Rest(x, order)]);
    }

    private static IEnumerable<int> Rest(FlowValue x, int[] order) => Enumerable.Range(0, x.Shape.Rank).Except(order);

    private static FlowValue Permute(NodeContext node, FlowValue x, int[] order)
    {
        FlowValue moved = node.AddLayer("", "Permute", [Argument.List("Order", order.Select(a => (double)a))], [x]);
        return moved with { Order = [.. x.Order.Select(axis => axis == FlowValue.One ? axis : Array.IndexOf(order, axis))] };
    }

    private static FlowValue Reshape(NodeContext node, FlowValue x, ImmutableArray<int> shape)
    {
        // What is reshaped back needs no layer, what is reshaped again needs one.
        x = node.Network.ReshapedFrom(x.Layer) ?? x;
        if (x.Shape.Axes.SequenceEqual(shape))
            return FlowValue.Of(x.Layer, x.Shape);
        return shape.Length == 1
            ? node.AddLayer(node.Name, "Flatten", [], [x])
            : node.AddLayer(node.Name, "Reshape", [Argument.List("Shape", shape.Select(a => (double)a))], [x]);
    }

    /// <summary>Axes of the layer, each run with the axes of the file that its elements are to have; the shortest runs that fit.</summary>
    private static List<(int[] From, int[] To)> Groups(FlowValue x, ImmutableArray<int> axes)
    {
        int[] from = [.. x.LongAxes], to = [.. axes.Where(size => size > 1)];
        var groups = new List<(int[], int[])>();
        for (int i = 0, j = 0; i < from.Length;)
        {
            int firstFrom = i, firstTo = j;
            long left = x.Shape.Axes[from[i++]], right = to[j++];
            while (left != right)
            {
                if (left < right)
                    left *= x.Shape.Axes[from[i++]];
                else
                    right *= to[j++];
            }

            groups.Add((from[firstFrom..i], to[firstTo..j]));
        }

        return groups;
    }

    /// <summary>Each run of axes of the layer becomes others in its place, while the runs stand in the file as before.</summary>
    private static FlowValue Regrouped(NodeContext node, FlowValue x, ImmutableArray<int> axes, List<(int[] From, int[] To)> groups)
    {
        List<(int[] From, int[] To)> placed = [.. groups.OrderBy(g => g.From[0])];
        ImmutableArray<int> shape = [.. placed.SelectMany(g => g.To)];
        if (shape.Length > MostAxes)
            throw node.Fail($"its result has {shape.Length} axes of several elements, where there may be {MostAxes}");
        FlowValue reshaped = shape.SequenceEqual(x.Shape.Axes) ? x : Reshape(node, x, shape);

        // Where the axes of each run begin in the layer.
        var starts = new Dictionary<(int[], int[]), int>();
        int start = 0;
        foreach ((int[] From, int[] To) group in placed)
        {
            starts[group] = start;
            start += group.To.Length;
        }

        var order = new Queue<int>(groups.SelectMany(g => Enumerable.Range(starts[g], g.To.Length)));
        return reshaped with { Order = [.. axes.Select(size => size > 1 ? order.Dequeue() : FlowValue.One)] };
    }
}
