using System.Collections.Immutable;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Lowering;

namespace ExplainGen.Onnx.Folding;

/// <summary>Sequences of constants: exporters collect sizes in them, round by round, to join them in the end.</summary>
internal static class Sequences
{
    private static readonly Dictionary<string, Func<NodeContext, Value>> s_folds = new(StringComparer.Ordinal)
    {
        ["ConcatFromSequence"] = node => ConstantFolding.Result(node, Join(node)),
        ["Identity"] = node => node.Input(0),
        ["SequenceAt"] = node => new KnownValue(At(node)),
        ["SequenceConstruct"] = node => Of([.. Enumerable.Range(0, node.InputCount).Select(i => node.Known(i, "element"))]),
        ["SequenceEmpty"] = _ => Of([]),
        ["SequenceErase"] = Erase,
        ["SequenceInsert"] = Insert,
        ["SequenceLength"] = node => new KnownValue(ConstantTensor.Of([], [node.Sequence(0).Length])),
    };

    /// <summary>Computes a node if it reads or makes sequences of constants.</summary>
    /// <returns>Whether its output was set.</returns>
    internal static bool TryFold(NodeContext node)
    {
        bool makes = node.Node.Operator is "SequenceEmpty" or "SequenceConstruct";
        if (!s_folds.TryGetValue(node.Node.Operator, out Func<NodeContext, Value>? fold) || !(makes || Is(0)))
            return false;
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.Has(i) && !node.IsKnown(i) && !Is(i))
                return false;
        }

        // A sequence is copied when it changes.
        ConstantFolding.Take(node, Is(0) ? node.Sequence(0).Length : node.InputCount);
        node.Set(fold(node));
        return true;

        bool Is(int input) => node.Has(input) && node.Values.GetValueOrDefault(node.Node.Inputs[input]) is SequenceValue;
    }

    private static SequenceValue Of(ImmutableArray<ConstantTensor> elements) => new(elements);

    private static SequenceValue Insert(NodeContext node)
    {
        ImmutableArray<ConstantTensor> sequence = node.Sequence(0);
        int place = node.Has(2) ? Position(node, 2, sequence.Length, sequence.Length + 1) : sequence.Length;
        return Of(sequence.Insert(place, node.Known(1, "element")));
    }

    private static SequenceValue Erase(NodeContext node)
    {
        ImmutableArray<ConstantTensor> sequence = node.Sequence(0);
        if (sequence.Length == 0)
            throw node.Fail("it erases from an empty sequence");
        return Of(sequence.RemoveAt(node.Has(1) ? Position(node, 1, sequence.Length, sequence.Length) : sequence.Length - 1));
    }

    private static ConstantTensor At(NodeContext node)
    {
        ImmutableArray<ConstantTensor> sequence = node.Sequence(0);
        return sequence[Position(node, 1, sequence.Length, sequence.Length)];
    }

    /// <summary>A place in a sequence, counted from behind where negative.</summary>
    private static int Position(NodeContext node, int input, int length, int end)
    {
        if (node.Known(input, "position") is not { Count: 1 } position)
            throw node.Fail("its position is no single number");
        long written = position.Integers[0], place = written < 0 ? written + length : written;
        return place >= 0 && place < end ? (int)place : throw node.Fail($"there is no place {written} in a sequence of {length}");
    }

    private static ConstantTensor Join(NodeContext node)
    {
        ConstantTensor[] parts = [.. node.Sequence(0)];
        long axis = node.Node.Attribute("axis")?.Integer ?? throw node.Fail("it says no axis");
        if (node.Integer("new_axis", 0) != 0)
        {
            parts = Array.ConvertAll(parts, part =>
            {
                long place = axis < 0 ? axis + part.Axes.Length + 1 : axis;
                return place >= 0 && place <= part.Axes.Length
                    ? part.Reshaped(part.Axes.Insert((int)place, 1))
                    : throw node.Fail($"it joins along a new axis {axis} of {ConstantTensor.Text(part.Axes)}");
            });
        }

        return Moves.Join(node, parts, axis);
    }
}
