using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Windows' largest values and means, and those of whole planes however they are written.</summary>
internal static class Pooling
{
    internal static void Max(NodeContext node)
    {
        if (node.OutputCount > 1 && node.Node.Outputs[1].Length > 0)
            throw node.Fail("its second output, the places of the largest values, is read");
        FlowValue x = node.ChannelsFirst(0);
        node.SetLayer($"MaxPool{x.Shape.SpatialRank}d", Windows.Pooling(node, x.Shape), [x]);
    }

    internal static void Average(NodeContext node)
    {
        FlowValue x = node.ChannelsFirst(0);
        List<Argument> arguments = [.. Windows.Pooling(node, x.Shape)];
        if (node.Integer("count_include_pad", 0) == 0 && arguments.Any(a => a.Name is "Padding" or "Paddings" or "CeilMode"))
            arguments.Add(Argument.Flag("CountIncludePad", false));
        node.SetLayer($"AvgPool{x.Shape.SpatialRank}d", arguments, [x]);
    }

    internal static void GlobalAverage(NodeContext node) => node.SetLayer("GlobalAvgPool", [], [node.ChannelsFirst(0)]);

    internal static void GlobalMax(NodeContext node) => node.SetLayer("GlobalMaxPool", [], [node.ChannelsFirst(0)]);

    internal static void ReduceMean(NodeContext node) => Reduce(node, "GlobalAvgPool");

    internal static void ReduceMax(NodeContext node) => Reduce(node, "GlobalMaxPool");

    /// <summary>A reduction over all axes but batch and channels.</summary>
    private static void Reduce(NodeContext node, string kind)
    {
        FlowValue x = node.Flow(0);

        // An input from opset 18 on, an attribute before.
        long[] axes = node.Has(1)
            ? node.Known(1, "axes").Integers.ToArray()
            : [.. (node.Integers("axes") ?? []).Select(axis => (long)axis)];
        int?[] reduced = [.. axes.Select(x.LayerAxis)];

        // What is left are the channels, whichever axis of the layer they were.
        int[] left = [.. x.LongAxes.Where(axis => !reduced.Contains(axis))];
        bool isPlane = x.Shape.SpatialRank > 0 && axes.Length > 0
            && (left.Length == 1 || (left.Length == 0 && x.Shape.Channels == 1 && !reduced.Contains(0)));
        if (!isPlane)
        {
            throw node.Fail(
                $"it reduces axes {OnnxText.List(axes)} of {ConstantTensor.Text(x.Axes)}",
                "only all axes besides batch and channels can be reduced");
        }

        x = Arrangement.WithChannels(node, x, left.Length == 1 ? left[0] : 0);
        FlowValue pooled = node.AddLayer(node.Name, kind, [], [x]) with { Order = x.Order };
        HashSet<long> dropped = [.. axes.Select(axis => axis < 0 ? axis + x.Axes.Length : axis)];
        node.Set(node.Integer("keepdims", 1) != 0 ? pooled : pooled with { Order = [.. x.Order.Where((_, i) => !dropped.Contains(i))] });
    }
}
