using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Operators.Cases;

/// <summary>Element-wise functions.</summary>
internal static class ActivationCases
{
    public static IEnumerable<OperatorCase> All =>
    [
        One("Relu", "", 7), One("Relu", "opset 14", 14), One("Sigmoid", "", 13), One("Tanh", "", 13), One("Softsign", "", 17),
        One("Softplus", "", 17), One("HardSwish", "", 14), One("LeakyRelu", "default", 17), One("LeakyRelu", "alpha", 7, ("alpha", 0.2f)),
        One("Elu", "default", 17), One("Elu", "alpha", 7, ("alpha", 0.5f)), One("Celu", "default", 12),
        One("Celu", "alpha", 12, ("alpha", 2f)),
        One("Gelu", "exact", 20), One("Gelu", "tanh", 20, ("approximate", "tanh")), One("Selu", "default", 17),
        One("Selu", "written out", 7, ("alpha", 1.67326319217681884765625f), ("gamma", 1.05070102214813232421875f)),
        One("HardSigmoid", "as PyTorch has it", 17, ("alpha", 1f / 6), ("beta", 0.5f)), One("ThresholdedRelu", "default", 10),
        One("ThresholdedRelu", "alpha", 10, ("alpha", 0.25f)), One("Shrink", "hard", 9, ("lambd", 0.4f)),
        One("Shrink", "soft", 9, ("lambd", 0.4f), ("bias", 0.4f)), One("Clip", "attributes", 7, ("min", -0.5f), ("max", 0.75f)),
        One("Clip", "relu6 as attributes", 10, ("min", 0f), ("max", 6f)), One("Clip", "one attribute", 7, ("max", 0.5f)),
        new("Clip: inputs", Start(11).Number("low", -0.5f).Number("high", 0.75f).Node("Clip", "x low high")),
        new("Clip: one input", Start(12).Number("high", 0.75f).Node("Clip", "x - high")),
        new("Clip: relu", Start(13).Number("low", 0).Node("Clip", "x low")),
        new("Clip: relu6", Start(13).Number("low", 0).Number("high", 6).Node("Clip", "x low high")),
        new("Clip: a constant node", Start(13).NodeTo("low", "Constant", "", ("value_float", -0.3f)).Node("Clip", "x low")),
        new("Clip: nothing", Start(13).Node("Clip", "x").Node("Relu", "@")),
        new("PRelu: one slope", Start(17).Positive("s", 1).Node("PRelu", "x s")),
        new("PRelu: a slope a channel", Start(17).Weight("s", 3, 1, 1).Node("PRelu", "x s")),
        new("PRelu: a slope a channel with batch axis", Start(9).Weight("s", 1, 3, 1, 1).Node("PRelu", "x s")),
        new("PRelu: a slope a feature", new OnnxFile().Input("x", 1, 5).Weight("s", 5).Node("PRelu", "x s")),
        new("Softmax: default axis", new OnnxFile(13).Input("x", 1, 5).Node("Softmax", "x")),
        new("Softmax: axis 1", new OnnxFile(9).Input("x", 1, 5).Node("Softmax", "x", ("axis", 1))),
        new("LogSoftmax: axis -1", new OnnxFile(13).Input("x", 1, 5).Node("LogSoftmax", "x", ("axis", -1))),
    ];

    private static OperatorCase One(string op, string use, long operatorSet, params (string Name, object Value)[] attributes) =>
        new($"{op}: {(use.Length > 0 ? use : "plain")}", Start(operatorSet).Node(op, "x", attributes));

    private static OnnxFile Start(long operatorSet) => new OnnxFile(operatorSet).Input("x", 1, 3, 4, 5);
}
