using System.Collections.Immutable;
using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Planes enlarged by whole factors, each element repeated.</summary>
internal static class Upsampling
{
    internal static void Upsample(NodeContext node)
    {
        FlowValue x = node.ChannelsFirst(0);
        float[] scales = node.Has(1) ? node.Known(1, "scales").Reals.ToArray() : [.. node.Node.Attribute("scales")?.Reals ?? []];
        Set(node, x, scales);
    }

    internal static void Resize(NodeContext node)
    {
        FlowValue x = node.ChannelsFirst(0);
        if (node.Integers("axes") is not null)
            throw node.Fail("it names the axes that it resizes", "sizes or scales for all axes can be imported");

        // Opset 10 has the scales second; later ones a region of interest, scales, sizes.
        int first = node.OperatorSet < 11 ? 1 : 2;
        if (node.Has(3))
        {
            long[] sizes = node.Known(3, "sizes").Integers.ToArray();
            if (sizes.Length != x.Axes.Length)
                throw node.Fail($"it has {sizes.Length} sizes for {ConstantTensor.Text(x.Axes)}");
            Set(node, x, [.. sizes.Select((size, axis) => (float)size / x.Axes[axis])]);
            return;
        }

        Set(node, x, node.Known(first, "scales").Reals.ToArray());
    }

    private static void Set(NodeContext node, FlowValue x, float[] scales)
    {
        if (node.Text("mode", "nearest") is var mode && mode != "nearest")
            throw node.Fail($"it interpolates by mode {OnnxText.Quote(mode)}", "nearest-neighbour resizing can be imported");
        if (scales.Length != x.Axes.Length || scales.Any(s => s < 1 || s > 1024 || s != MathF.Floor(s)) || scales[0] != 1 || scales[1] != 1)
            throw node.Fail($"its scales [{string.Join(", ", scales)}] are not whole factors of the axes behind batch and channels");
        ImmutableArray<int> factors = [.. scales[2..].Select(s => (int)s)];
        node.SetLayer(
            "Upsample", [factors.Distinct().Count() == 1 ? Argument.Number("Scale", factors[0]) : Argument.List("Scales", factors.Select(f => (double)f))], [x]);
    }
}
