using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Constants that are combined with a value by broadcasting, where that comes to one number a channel.</summary>
internal static class PerChannel
{
    /// <summary>Most channels that a single number is repeated for: an input of any size is declared in a few bytes.</summary>
    private const int MostRepeated = 1 << 22;

    /// <summary>A constant input as one number for each channel of a value, which comes with the axis of the constant as its channels.</summary>
    /// <param name="node">The node.</param>
    /// <param name="input">The number of the constant input.</param>
    /// <param name="x">The value.</param>
    /// <param name="what">What the constant is, for messages.</param>
    internal static float[] Values(NodeContext node, int input, ref FlowValue x, string what)
    {
        if (!Fits(node, input, x))
            throw Misfit(node, input, x, what);
        ConstantTensor constant = node.Known(input, what);
        if (constant.Count == 1)
        {
            int channels = x.Shape.Channels;
            return channels <= MostRepeated
                ? [.. Enumerable.Repeat(constant.Reals[0], channels)]
                : throw node.Fail($"its {what} would be repeated for {channels} channels, more than {MostRepeated}");
        }

        x = Arrangement.WithChannels(node, x, Axis(constant, x)!.Value);
        return [.. constant.Reals];
    }

    /// <summary>Whether a constant input is one number, or one for each element along a single axis of a value.</summary>
    internal static bool Fits(NodeContext node, int input, FlowValue x) => node.Input(input) is KnownValue { Tensor: var constant }
        && constant.Axes.Length <= x.Axes.Length && (constant.Count == 1 || Axis(constant, x) is not null);

    /// <summary>What is wrong with a constant that does not fit.</summary>
    internal static LoweringException Misfit(NodeContext node, int input, FlowValue x, string what) => node.Fail(
        $"its {what} of {ConstantTensor.Text(node.Known(input, what).Axes)} is not one number for each of the {x.Shape.Channels} channels of "
        + $"{ConstantTensor.Text(x.Axes)}");

    /// <summary>The axis of the value's layer along which the constant has its numbers; axes are aligned at the end.</summary>
    private static int? Axis(ConstantTensor constant, FlowValue x)
    {
        int[] many = [.. Enumerable.Range(0, constant.Axes.Length).Where(i => constant.Axes[i] != 1)];
        return many.Length == 1 && x.LayerAxis(many[0] + x.Axes.Length - constant.Axes.Length) is { } axis
            && constant.Axes[many[0]] == x.Shape.Axes[axis] ? axis : null;
    }
}
