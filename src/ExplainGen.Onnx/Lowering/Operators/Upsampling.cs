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
        Set(node, x, scales, (place, scale) => place / scale, Math.Floor);
    }

    internal static void Resize(NodeContext node)
    {
        FlowValue x = node.ChannelsFirst(0);
        if (node.Integers("axes") is not null)
            throw node.Fail("it names the axes that it resizes", "sizes or scales for all axes can be imported");
        if (node.Text("keep_aspect_ratio_policy", "stretch") is var policy && policy != "stretch")
            throw node.Fail($"its sizes follow from policy {OnnxText.Quote(policy)}", "sizes that are reached exactly can be imported");
        (Func<double, double, double> source, Func<double, double> round) = Places(node);

        // Opset 10 has the scales second; later ones a region of interest, scales, sizes.
        int first = node.OperatorSet < 11 ? 1 : 2;
        if (node.Has(3))
        {
            long[] sizes = node.Known(3, "sizes").Integers.ToArray();
            if (sizes.Length != x.Axes.Length)
                throw node.Fail($"it has {sizes.Length} sizes for {ConstantTensor.Text(x.Axes)}");
            Set(node, x, [.. sizes.Select((size, axis) => (float)size / x.Axes[axis])], source, round);
            return;
        }

        Set(node, x, node.Known(first, "scales").Reals.ToArray(), source, round);
    }

    /// <summary>Which place of the input stands for one of the output, and how it becomes that of an element.</summary>
    private static (Func<double, double, double> Source, Func<double, double> Round) Places(NodeContext node)
    {
        if (node.OperatorSet < 11)
            return ((place, scale) => place / scale, Math.Floor);
        string transformation = node.Text("coordinate_transformation_mode", "half_pixel");
        string rounding = node.Text("nearest_mode", "round_prefer_floor");
        return (transformation switch
            {
                "half_pixel" or "pytorch_half_pixel" or "half_pixel_symmetric" => (place, scale) => (place + 0.5) / scale - 0.5,
                "asymmetric" => (place, scale) => place / scale,
                "tf_half_pixel_for_nn" => (place, scale) => (place + 0.5) / scale,
                _ => throw node.Fail(
                    $"its places follow from {OnnxText.Quote(transformation)}", "half_pixel or asymmetric can be imported"),
            },
            rounding switch
            {
                "round_prefer_floor" => place => Math.Ceiling(place - 0.5),
                "round_prefer_ceil" => place => Math.Floor(place + 0.5),
                "floor" => Math.Floor,
                "ceil" => Math.Ceiling,
                _ => throw node.Fail($"there is no nearest_mode {OnnxText.Quote(rounding)}"),
            });
    }

    private static void Set(
        NodeContext node, FlowValue x, float[] scales, Func<double, double, double> source, Func<double, double> round)
    {
        if (node.Text("mode", "nearest") is var mode && mode != "nearest")
            throw node.Fail($"it interpolates by mode {OnnxText.Quote(mode)}", "nearest-neighbour resizing can be imported");
        if (scales.Length != x.Axes.Length || scales.Any(s => s < 1 || s > 1024 || s != MathF.Floor(s)) || scales[0] != 1 || scales[1] != 1)
            throw node.Fail($"its scales [{OnnxText.List(scales)}] are not whole factors of the axes behind batch and channels");
        ImmutableArray<int> factors = [.. scales[2..].Select(s => (int)s)];

        // Places of the output that stand for one element of the input are those that repeat it, or the result is another.
        foreach (int factor in factors.Distinct())
        {
            if (Enumerable.Range(factor, factor).Any(place => round(source(place, factor)) != 1))
            {
                throw node.Fail(
                    $"its rounding moves elements by parts of them when enlarging {factor} times",
                    "a repetition of elements can be imported");
            }
        }

        node.SetLayer(
            "Upsample", [factors.Distinct().Count() == 1 ? Argument.Number("Scale", factors[0]) : Argument.List("Scales", factors.Select(f => (double)f))], [x]);
    }
}
