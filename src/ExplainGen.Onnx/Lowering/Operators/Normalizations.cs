using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>A normalization of a value by its own statistics along one axis.</summary>
/// <param name="IsCentered">Whether the mean is subtracted, as LayerNorm does and RMSNorm does not.</param>
/// <param name="Epsilon">What is added to the variance or the mean square.</param>
/// <param name="Scale">One factor for each element along the axis; null for none.</param>
/// <param name="Shift">One summand for each element along the axis; null for none.</param>
internal sealed record Normalization(bool IsCentered, float Epsilon, float[]? Scale, float[]? Shift);

/// <summary>LayerNorm and RMSNorm, which are layers along the channels.</summary>
internal static class Normalizations
{
    private const float DefaultLayerEpsilon = 1e-5f;
    private const float DefaultRmsEpsilon = 1e-6f;

    internal static void LayerNormalization(NodeContext node) => Lower(node, isCentered: true);

    internal static void RmsNormalization(NodeContext node) => Lower(node, isCentered: false);

    /// <summary>Sets a node's output to a normalization along an axis of the file.</summary>
    internal static void Set(NodeContext node, FlowValue x, long axis, Normalization how)
    {
        if (x.LayerAxis(axis) is not { } layerAxis)
            throw node.Fail($"it normalizes along axis {axis} of {ConstantTensor.Text(x.Axes)}, which has one element");
        x = Arrangement.WithChannels(node, x, layerAxis);
        int channels = x.Shape.Channels;
        bool isAffine = how.Scale is not null || how.Shift is not null;
        var arguments = new List<Argument>();
        if (how.Epsilon != (how.IsCentered ? DefaultLayerEpsilon : DefaultRmsEpsilon))
            arguments.Add(Argument.Number("Epsilon", how.Epsilon));
        if (!isAffine)
            arguments.Add(Argument.Flag("Affine", false));
        else if (how.IsCentered && how.Shift is null)
            arguments.Add(Argument.Flag("Bias", false));
        var weights = new List<LayerWeights>();
        if (isAffine)
            weights.Add(new("weight", [channels], how.Scale ?? [.. Enumerable.Repeat(1f, channels)]));
        if (how.Shift is not null)
            weights.Add(new("bias", [channels], how.Shift));
        node.Set(Activations.Like(x, node.AddLayer(node.Name, how.IsCentered ? "LayerNorm" : "RmsNorm", arguments, [x], weights)));
    }

    private static void Lower(NodeContext node, bool isCentered)
    {
        FlowValue x = node.Flow(0);
        long axis = node.Integer("axis", -1);
        if (x.Axes.Length == 0 || (axis < 0 ? axis + x.Axes.Length : axis) != x.Axes.Length - 1)
            throw node.Fail($"it normalizes all axes from {axis} on of {ConstantTensor.Text(x.Axes)}", "normalization of the last axis can be imported");
        Set(node, x, axis, new Normalization(
            isCentered, node.Real("epsilon", DefaultLayerEpsilon), Values(1, "scale"), isCentered && node.Has(2) ? Values(2, "B") : null));

        float[] Values(int input, string what)
        {
            ConstantTensor tensor = node.Known(input, what);
            return tensor.Count == x.Axes[^1]
                ? [.. tensor.Reals]
                : throw node.Fail($"its {what} has {tensor.Count} elements for {x.Axes[^1]} features");
        }
    }
}
