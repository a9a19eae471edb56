using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Zeros around a value.</summary>
internal static class Padding
{
    internal static void Lower(NodeContext node)
    {
        FlowValue x = node.ChannelsFirst(0);
        if (node.Text("mode", "constant") is var mode && mode != "constant")
            throw node.Fail($"it pads by mode {OnnxText.Quote(mode)}", "padding with zeros can be imported");
        float fill = node.Has(2) ? Fill(node.Known(2, "fill")) : node.Real("value", 0);
        if (fill != 0)
            throw node.Fail($"it pads with {fill}", "padding with zeros can be imported");
        if (node.Has(3))
            throw node.Fail("it names the axes that it pads", "pads for all axes can be imported");

        // An input from opset 11 on, an attribute before.
        long[] pads = node.Has(1) ? node.Known(1, "pads").Integers.ToArray() : [.. (node.Integers("pads") ?? []).Select(p => (long)p)];
        int rank = x.Axes.Length;
        if (pads.Length != 2 * rank || pads[0] != 0 || pads[rank] != 0 || pads.Any(p => p is < 0 or > int.MaxValue))
        {
            throw node.Fail(
                $"its pads [{OnnxText.List(pads)}] are not two for each axis of {ConstantTensor.Text(x.Axes)}, "
                + "none below 0, none of the batch");
        }

        if (pads.All(p => p == 0))
        {
            node.Set(x);
            return;
        }

        List<Argument> arguments = [];
        long[] spatial = [.. pads[2..rank], .. pads[(rank + 2)..]];
        if (spatial.Any(p => p != 0))
            arguments.Add(Argument.List("Paddings", spatial.Select(p => (double)p)));
        if (pads[1] != 0 || pads[rank + 1] != 0)
            arguments.Add(Argument.List("Channels", [pads[1], pads[rank + 1]]));
        node.SetLayer("Pad", arguments, [x]);

        float Fill(ConstantTensor tensor) => tensor.Count == 1 ? tensor.Reals[0] : throw node.Fail("its fill is no single number");
    }
}
