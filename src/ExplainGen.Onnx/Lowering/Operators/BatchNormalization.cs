using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Normalization by running statistics; training mode has none.</summary>
internal static class BatchNormalization
{
    /// <summary>That of ONNX and of PyTorch, which declarations leave out.</summary>
    private const float DefaultEpsilon = 1e-5f;

    internal static void Lower(NodeContext node)
    {
        if (node.Integer("training_mode", 0) != 0)
            throw node.Fail("it is in training mode", "export the model for inference");
        FlowValue x = node.Flow(0);
        if (x.LayerAxis(1) is not { } normalized)
            throw node.Fail($"the second axis of its input {ConstantTensor.Text(x.Axes)} is not the channels");
        x = Arrangement.WithChannels(node, x, normalized);
        float epsilon = node.Real("epsilon", DefaultEpsilon);
        int channels = x.Shape.Channels;
        node.Set(Activations.Like(x, node.AddLayer(
            node.Name, "BatchNorm", epsilon == DefaultEpsilon ? [] : [Argument.Number("Epsilon", epsilon)], [x],
            Weights(1, "scale", "weight"), Weights(2, "B", "bias"), Weights(3, "mean", "running_mean"), Weights(4, "var", "running_var"))));

        LayerWeights Weights(int input, string what, string suffix)
        {
            ConstantTensor tensor = node.Known(input, what);
            return tensor.Count == channels
                ? new LayerWeights(suffix, [channels], [.. tensor.Reals])
                : throw node.Fail($"its {what} has {tensor.Count} elements for {channels} channels");
        }
    }
}
