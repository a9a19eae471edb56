using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Lowering;
using ExplainGen.Onnx.Lowering.Operators;

namespace ExplainGen.Onnx.Recognition;

/// <summary>Tokens compared with all that there are.</summary>
internal static class SpelledOneHot
{
    internal static bool TryLower(NodeContext node, Region region)
    {
        if (region.Entries.Length != 1 || !region.Has("Equal") || node.Values.GetValueOrDefault(region.Entries[0]) is not FlowValue { Layer: GraphBuilder.InputName } x
            || x.Axes is not [1, var length] || !Probe.Fits(x.Axes))
        {
            return false;
        }

        // What differs from place to place is no code of tokens.
        if (region.Constants(node.Values).Any(c => c.Axes.Length > 1 && c.Axes[..^1].Any(size => size != 1)))
            return false;

        // Zeros first, to see how many tokens there are; then each of them somewhere.
        if (region.Run(node, Tokens(length, 1, 0)) is not { } zeros || zeros.Axes is not [1, var places, >= 1 and var count] || places != length)
            return false;
        for (int first = 0; first < count; first += length)
        {
            ConstantTensor tokens = Tokens(length, count, first);
            if (region.Run(node, tokens) is not { } found || !found.Axes.SequenceEqual(zeros.Axes))
                return false;
            ReadOnlySpan<long> token = tokens.Integers;
            ReadOnlySpan<float> code = found.Reals;
            for (int i = 0; i < code.Length; i++)
            {
                if (code[i] != (i % count == token[i / count] ? 1 : 0))
                    return false;
            }
        }

        TokenLayers.SetOneHot(node, x, count);
        return true;
    }

    private static ConstantTensor Tokens(int length, int count, int first) =>
        ConstantTensor.Of([1, length], [.. Enumerable.Range(0, length).Select(i => ((long)i + first) % count)]);
}
