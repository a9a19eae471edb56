using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Lowering;

namespace ExplainGen.Onnx.Folding;

/// <summary>Loops over constants, as exporters spell the places of a view's elements: round by round, as far as a file may go on.</summary>
internal static class Loops
{
    /// <summary>Inputs before the values that rounds hand on: the number of rounds, and whether there is a first one.</summary>
    private const int FirstCarried = 2;

    /// <summary>Computes a loop if it reads constants alone, and its body too.</summary>
    /// <returns>Whether its outputs were set.</returns>
    internal static bool TryFold(NodeContext node)
    {
        if (node.Node.Operator != "Loop" || node.Node.Attribute("body")?.Graph is not { } body || !InnerGraph.IsConstant(node, body))
            return false;
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.Has(i) && node.Input(i) is not (KnownValue or SequenceValue))
                return false;
        }

        Run(node, body);
        return true;
    }

    private static void Run(NodeContext node, OnnxGraph body)
    {
        Value[] carried = [.. Enumerable.Range(FirstCarried, Math.Max(0, node.InputCount - FirstCarried)).Select(node.Input)];
        int scans = body.Outputs.Length - 1 - carried.Length;
        if (body.Inputs.Length != FirstCarried + carried.Length || scans < 0)
        {
            throw node.Fail(
                $"its body has {body.Inputs.Length} inputs and {body.Outputs.Length} outputs, "
                + $"which do not fit {carried.Length} values that are carried from round to round");
        }

        long most = node.Has(0) ? Single(node, node.Input(0), "number of rounds") : long.MaxValue;
        bool goesOn = !node.Has(1) || Single(node, node.Input(1), "condition") != 0;
        var graph = new InnerGraph(node, body);
        var rows = new List<ConstantTensor>[scans];
        for (int i = 0; i < scans; i++)
            rows[i] = [];
        for (long round = 0; goesOn && round < most; round++)
        {
            if (graph.Cost > node.Budget.Left)
            {
                throw node.Fail(
                    $"it has not ended after {round} rounds, where a file with this many weights may have no more",
                    "loops of few rounds over constants can be computed at import");
            }

            Value[] outputs = graph.Run([
                new KnownValue(ConstantTensor.Of([], [round])), new KnownValue(ConstantTensor.Of([], [1L])), .. carried]);
            goesOn = Single(node, outputs[0], "condition") != 0;
            carried = outputs[1..(1 + carried.Length)];
            for (int i = 0; i < scans; i++)
            {
                rows[i].Add((outputs[1 + carried.Length + i] as KnownValue)?.Tensor
                    ?? throw node.Fail($"its body gives {OnnxText.Quote(body.Outputs[1 + carried.Length + i].Name)}, which is no tensor"));
            }
        }

        for (int i = 0; i < carried.Length; i++)
            node.Set(carried[i], i);
        for (int i = 0; i < scans && carried.Length + i < node.OutputCount; i++)
        {
            node.Set(
                rows[i].Count == 0
                    ? new UnloweredValue(node.Fail("it has no rounds, so nothing is known of what they would give"))
                    : Stacked(node, rows[i]),
                carried.Length + i);
        }
    }

    /// <summary>What each round gave, along a new first axis.</summary>
    private static KnownValue Stacked(NodeContext node, List<ConstantTensor> rows) =>
        ConstantFolding.Result(node, Moves.Join(node, [.. rows.Select(row => row.Reshaped([1, .. row.Axes]))], 0));

    private static long Single(NodeContext node, Value value, string what) => value is KnownValue { Tensor: { Count: 1 } number }
        ? number.Integers[0]
        : throw node.Fail($"its {what} is no single number");
}
