using System.Collections.Immutable;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Lowering;
using ExplainGen.Onnx.Lowering.Operators;

namespace ExplainGen.Onnx.Recognition;

/// <summary>Exponentials divided by their sum.</summary>
internal static class SpelledSoftmax
{
    private const double Tolerance = 1e-5;

    private static readonly HashSet<string> s_operators =
    [
        "Cast", "Div", "Exp", "Expand", "Identity", "Max", "ReduceMax", "ReduceSum", "Reshape", "Squeeze", "Sub", "Unsqueeze",
    ];

    internal static bool TryLower(NodeContext node, Region region)
    {
        if (region.Entries.Length != 1 || !region.Has("Exp") || !region.Has("ReduceSum")
            || region.Nodes.Any(n => !s_operators.Contains(n.Operator)) || region.Bounds(node.Values).Any(bound => !float.IsNegativeInfinity(bound))
            || node.Values.GetValueOrDefault(region.Entries[0]) is not FlowValue { IsTokens: false } x)
        {
            return false;
        }

        if (!Probe.Fits(x.Axes))
            return false;
        ConstantTensor probe = Probe.Random(x.Axes, 5, 0.5f, 2);
        if (region.Run(node, probe) is not { } found || !found.Axes.SequenceEqual(x.Axes))
            return false;
        for (int axis = 0; axis < x.Axes.Length; axis++)
        {
            if (x.Axes[axis] == 1 || !IsSoftmax(probe.Reals, found.Reals, x.Axes, axis))
                continue;
            Probabilities.SetSoftmax(node, x, axis);
            return true;
        }

        return false;
    }

    private static bool IsSoftmax(ReadOnlySpan<float> x, ReadOnlySpan<float> found, ImmutableArray<int> axes, int axis)
    {
        (int[] starts, int count, int stride) = Probe.Along(axes, axis);
        foreach (int start in starts)
        {
            double sum = 0;
            for (int i = 0; i < count; i++)
                sum += Math.Exp(x[start + i * stride]);
            for (int i = 0; i < count; i++)
            {
                if (!(Math.Abs(Math.Exp(x[start + i * stride]) / sum - found[start + i * stride]) <= Tolerance))
                    return false;
            }
        }

        return true;
    }
}
