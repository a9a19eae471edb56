using ExplainGen.TestKit.Onnx;

namespace ExplainGen.Cli.Tests;

/// <summary>An ONNX file of two linear layers with a ReLU behind each. Field numbers are those of onnx.proto.</summary>
internal static class SmallModel
{
    private const int Float = 1;

    /// <summary>Writes a file: two inputs, two hidden units, three classes.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="weight">Every weight of the two layers.</param>
    /// <param name="firstName">The name of the first ReLU's node.</param>
    /// <param name="secondName">The name of the second ReLU's node.</param>
    internal static void Write(string path, float weight, string firstName = "relu1", string secondName = "relu2")
    {
        ProtobufMessage body = new ProtobufMessage()
            .Add(1, Node("MatMul", "fc1", "fc1", "input", "w1")).Add(1, Node("Relu", firstName, "a", "fc1"))
            .Add(1, Node("MatMul", "fc2", "fc2", "a", "w2")).Add(1, Node("Relu", secondName, "b", "fc2"))
            .Add(1, Node("MatMul", "fc3", "output", "b", "one"))
            .Add(2, "small")
            .Add(5, Tensor("w1", weight, 2, 2)).Add(5, Tensor("w2", weight, 2, 3)).Add(5, Tensor("one", 1, 3, 3))
            .Add(11, Value("input", 1, 2)).Add(12, Value("output", 1, 3));
        File.WriteAllBytes(
            path,
            new ProtobufMessage().Add(1, 8).Add(2, "tests").Add(7, body).Add(8, new ProtobufMessage().Add(1, "").Add(2, 13)).ToArray());
    }

    private static ProtobufMessage Node(string kind, string name, string output, params string[] inputs) =>
        new ProtobufMessage().AddAll(1, inputs).Add(2, output).Add(3, name).Add(4, kind);

    private static ProtobufMessage Tensor(string name, float value, params long[] axes) =>
        new ProtobufMessage().AddAll(1, axes).Add(2, Float).Add(8, name)
            .AddAll(4, Enumerable.Repeat(value, (int)axes.Aggregate(1L, (a, b) => a * b)));

    private static ProtobufMessage Value(string name, params long[] axes)
    {
        var shape = new ProtobufMessage();
        foreach (long axis in axes)
            shape.Add(1, new ProtobufMessage().Add(1, axis));
        return new ProtobufMessage().Add(1, name)
            .Add(2, new ProtobufMessage().Add(1, new ProtobufMessage().Add(1, Float).Add(2, shape)));
    }
}
