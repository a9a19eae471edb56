using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Element-wise functions.</summary>
internal static class Activations
{
    internal static void Relu(NodeContext node) => Lower(node, "Relu");

    internal static void Sigmoid(NodeContext node) => Lower(node, "Sigmoid");

    internal static void Tanh(NodeContext node) => Lower(node, "Tanh");

    internal static void Softsign(NodeContext node) => Lower(node, "Softsign");

    internal static void Softplus(NodeContext node) => Lower(node, "Softplus");

    internal static void HardSwish(NodeContext node) => Lower(node, "Hardswish");

    internal static void LeakyRelu(NodeContext node) => Lower(node, "LeakyRelu", Argument.Number("Slope", node.Real("alpha", 0.01f)));

    internal static void Elu(NodeContext node) => Lower(node, "Elu", Argument.Number("Alpha", node.Real("alpha", 1)));

    internal static void Celu(NodeContext node) => Lower(node, "Celu", Argument.Number("Alpha", node.Real("alpha", 1)));

    internal static void Gelu(NodeContext node) =>
        Lower(node, "Gelu", node.Text("approximate", "none") == "tanh" ? [Argument.Flag("Tanh", true)] : []);

    internal static void ThresholdedRelu(NodeContext node) =>
        Lower(node, "Threshold", Argument.Number("Threshold", node.Real("alpha", 1)), Argument.Number("Value", 0));

    internal static void Selu(NodeContext node)
    {
        // The constants of the paper, in any number of digits that single precision keeps or rounds to.
        if (!IsAbout(node.Real("alpha", 1.6732632f), 1.6732632f) || !IsAbout(node.Real("gamma", 1.050701f), 1.050701f))
            throw node.Fail("its alpha and gamma are not those of SELU");
        Lower(node, "Selu");
    }

    internal static void HardSigmoid(NodeContext node)
    {
        if (!IsAbout(node.Real("alpha", 0.2f), 1f / 6) || !IsAbout(node.Real("beta", 0.5f), 0.5f))
            throw node.Fail("only alpha = 1/6 and beta = 0.5 are known", "that is PyTorch's Hardsigmoid");
        Lower(node, "Hardsigmoid");
    }

    internal static void Shrink(NodeContext node)
    {
        float lambda = node.Real("lambd", 0.5f), bias = node.Real("bias", 0);
        if (bias != 0 && bias != lambda)
            throw node.Fail($"its bias of {bias} is neither 0 nor its lambd of {lambda}");
        Lower(node, bias == 0 ? "Hardshrink" : "Softshrink", Argument.Number("Lambda", lambda));
    }

    internal static void Clip(NodeContext node)
    {
        float low = Bound(1, "min", float.NegativeInfinity), high = Bound(2, "max", float.PositiveInfinity);
        switch (low, high)
        {
            case (0, 6):
                Lower(node, "Relu6");
                break;
            case (0, >= float.MaxValue):
                Lower(node, "Relu");
                break;
            case ( <= float.MinValue, >= float.MaxValue):
                node.Set(node.Flow(0));
                break;
            default:
                Lower(
                    node, "Hardtanh", Argument.Number("Min", Math.Max(low, float.MinValue)), Argument.Number("Max", Math.Min(high, float.MaxValue)));
                break;
        }

        // Inputs from opset 11 on, attributes before.
        float Bound(int input, string name, float fallback)
        {
            if (!node.Has(input))
                return node.Real(name, fallback);
            ConstantTensor bound = node.Known(input, name);
            return bound.Count == 1 ? bound.Reals[0] : throw node.Fail($"its {name} is no single number");
        }
    }

    internal static void PRelu(NodeContext node)
    {
        FlowValue x = node.Flow(0);
        float[] slopes = PerChannel.Values(node, 1, ref x, "slope");
        bool isOne = slopes.All(s => s == slopes[0]);
        node.Set(Like(x, node.AddLayer(
            node.Name, "PRelu", isOne ? [] : [Argument.Flag("PerChannel", true)], [x],
            new LayerWeights("weight", [isOne ? 1 : slopes.Length], isOne ? slopes[..1] : slopes))));
    }

    private static void Lower(NodeContext node, string kind, params Argument[] arguments)
    {
        FlowValue x = node.Flow(0);
        node.Set(Like(x, node.AddLayer(node.Name, kind, arguments, [x])));
    }

    private static bool IsAbout(float value, float expected) => Math.Abs(value - expected) < 1e-4f;

    /// <summary>The result of an element-wise layer: its axes stand in the file as those of what it reads.</summary>
    internal static FlowValue Like(FlowValue x, FlowValue result) => result with { Order = x.Order };
}
