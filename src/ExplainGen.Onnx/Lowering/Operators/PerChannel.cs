using System.Collections.Immutable;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Constants that are combined with a value by broadcasting, where that comes to one number a channel.</summary>
internal static class PerChannel
{
    /// <summary>Most channels that a single number is repeated for: an input of any size is declared in a few bytes.</summary>
    private const int MostRepeated = 1 << 22;

    /// <summary>A constant input as one number for each channel of a value.</summary>
    /// <param name="node">The node.</param>
    /// <param name="input">The number of the constant input.</param>
    /// <param name="x">The value.</param>
    /// <param name="what">What the constant is, for messages.</param>
    internal static float[] Values(NodeContext node, int input, FlowValue x, string what)
    {
        ConstantTensor constant = node.Known(input, what);
        int channels = x.Shape.Channels;
        ImmutableArray<int> axes = constant.Axes;
        int missing = x.Axes.Length - axes.Length;
        if (missing < 0)
            throw NotPerChannel();
        if (constant.Count == 1)
        {
            return channels <= MostRepeated
                ? [.. Enumerable.Repeat(constant.Reals[0], channels)]
                : throw node.Fail($"its {what} would be repeated for {channels} channels, more than {MostRepeated}");
        }

        // Axes are aligned at the end; the one that is the layer's channels may have their number, all others have a single element.
        for (int i = 0; i < axes.Length; i++)
        {
            if (axes[i] != 1 && (x.LayerAxis(i + missing) != 0 || axes[i] != channels))
                throw NotPerChannel();
        }

        return [.. constant.Reals];

        LoweringException NotPerChannel() => node.Fail(
            $"its {what} of {ConstantTensor.Text(axes)} is not one number for each of the {channels} channels of {ConstantTensor.Text(x.Axes)}");
    }
}
