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
            || x.Axes is not [1, var length])
        {
            return false;
        }

        // Zeros first, to see how many tokens there are.
        if (region.Run(node, Tokens(length, 1)) is not { } zeros || zeros.Axes is not [1, var places, var count] || places != length)
            return false;
        ConstantTensor tokens = Tokens(length, count);
        if (region.Run(node, tokens) is not { } found || !found.Axes.SequenceEqual(zeros.Axes))
            return false;
        ReadOnlySpan<long> token = tokens.Integers;
        ReadOnlySpan<float> code = found.Reals;
        for (int i = 0; i < code.Length; i++)
        {
            if (code[i] != (i % count == token[i / count] ? 1 : 0))
                return false;
        }

        TokenLayers.SetOneHot(node, x, count);
        return true;
    }

    private static ConstantTensor Tokens(int length, int count) =>
        ConstantTensor.Of([1, length], [.. Enumerable.Range(0, length).Select(i => i * 31L % count)]);
}
