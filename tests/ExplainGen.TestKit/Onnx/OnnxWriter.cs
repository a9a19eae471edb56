using ExplainGen.Graph;

namespace ExplainGen.TestKit.Onnx;

/// <summary>
/// A declared network as an ONNX model of opset 13 with its weights inside. BatchNorms stay nodes: folding them is the runtime's business.
/// Field numbers are those of onnx.proto.
/// </summary>
public static class OnnxWriter
{
    /// <summary>The name of the model's input.</summary>
    public const string Input = "input";

    /// <summary>The name of the model's output.</summary>
    public const string Output = "output";

    private const int IrVersion = 8, Opset = 13, Float = 1, Int64 = 7;

    /// <summary>The model's bytes.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="weights">The elements of a tensor by its name, such as <c>conv1.weight</c>.</param>
    /// <param name="batch">Inputs at a time.</param>
    public static byte[] Write(NetworkGraph graph, Func<string, float[]> weights, int batch)
    {
        var body = new ProtobufMessage();
        string[] values = new string[graph.Nodes.Count];
        foreach (Node node in graph.Nodes)
        {
            string[] inputs = [.. node.Inputs.Select(i => values[i])];
            values[node.Id] = node.Id == graph.Output ? Output : $"v{node.Id}";
            if (node.Operator is InputOperator)
                values[node.Id] = Input;
            else if (node.Operator is IdentityOperator)
                values[node.Id] = inputs[0];
            else
                body.Add(1, Translate(graph, node, inputs, values[node.Id]));
        }

        body.Add(2, "network");
        foreach (ProtobufMessage initializer in graph.Nodes.SelectMany(node => Initializers(graph, node, weights)))
            body.Add(5, initializer);
        if (graph.Nodes.Any(n => n.Operator is ActivationOperator { Function: "Relu6" }))
            body.Add(5, Initializer("zero", [], [0])).Add(5, Initializer("six", [], [6]));
        body.Add(11, ValueInfo(Input, batch, graph.Input.Shape)).Add(12, ValueInfo(Output, batch, graph.OutputNode.Shape));
        return new ProtobufMessage()
            .Add(1, IrVersion).Add(2, "ExplainGen").Add(7, body).Add(8, new ProtobufMessage().Add(1, "").Add(2, Opset)).ToArray();
    }

    private static ProtobufMessage Translate(NetworkGraph graph, Node node, string[] inputs, string output)
    {
        string[] Parameters(params string[] suffixes) => [.. inputs, .. suffixes.Select(s => $"{node.WeightsLayer}.{s}")];
        Shape shape = graph.Nodes[node.Inputs[0]].Shape;
        return node.Operator switch
        {
            ConvolutionOperator op => Operation("Conv", Parameters(op.Bias ? ["weight", "bias"] : ["weight"]), output)
                .Add(5, Attribute("group", op.Groups)).Add(5, Attribute("dilations", op.Window.Dilation)).AddWindow(op.Window, shape),
            LinearOperator op => Operation("Gemm", Parameters(op.Bias ? ["weight", "bias"] : ["weight"]), output)
                .Add(5, Attribute("transB", 1)),
            BatchNormOperator { Affine: true } op =>
                Operation("BatchNormalization", Parameters("weight", "bias", "running_mean", "running_var"), output)
                    .Add(5, Attribute("epsilon", (float)op.Epsilon)),
            ActivationOperator { Function: "Relu" } => Operation("Relu", inputs, output),
            ActivationOperator { Function: "Relu6" } => Operation("Clip", [.. inputs, "zero", "six"], output),
            MaxPoolOperator op => Operation("MaxPool", inputs, output)
                .Add(5, Attribute("ceil_mode", op.Window.CeilMode ? 1 : 0)).AddWindow(op.Window, shape),
            AdaptiveAvgPoolOperator op when op.Size.All(s => s == 1) => Operation("GlobalAveragePool", inputs, output),
            GlobalAvgPoolOperator => Operation("GlobalAveragePool", inputs, output),
            FlattenOperator => Operation("Flatten", inputs, output),
            AvgPoolOperator op => Operation("AveragePool", inputs, output)
                .Add(5, Attribute("count_include_pad", op.CountIncludePad ? 1 : 0))
                .Add(5, Attribute("ceil_mode", op.Window.CeilMode ? 1 : 0)).AddWindow(op.Window, shape),
            PadOperator { ChannelsBefore: 0, ChannelsAfter: 0 } => Operation("Pad", [.. inputs, PadsOf(node)], output),
            SoftmaxOperator => Operation("Softmax", inputs, output).Add(5, Attribute("axis", 1)),
            AddOperator when inputs.Length == 2 => Operation("Add", inputs, output),
            ConcatOperator => Operation("Concat", inputs, output).Add(5, Attribute("axis", 1)),
            _ => throw new NotSupportedException($"{node.Operator.Kind} has no translation to ONNX here."),
        };
    }

    // Layers that share weights name those of one of them: each tensor is written with the layer that it is called after.
    private static IEnumerable<ProtobufMessage> Initializers(NetworkGraph graph, Node node, Func<string, float[]> weights)
    {
        if (node.Operator is InputOperator || node.WeightsLayer != node.Name)
            yield break;
        Shape input = graph.Nodes[node.Inputs[0]].Shape;
        foreach (WeightTensor tensor in node.Operator.Weights(input))
            yield return Initializer($"{node.Name}.{tensor.Suffix}", tensor.Shape.Axes, weights($"{node.Name}.{tensor.Suffix}"));
        if (node.Operator is PadOperator pad)
        {
            (int[] begin, int[] end) = pad.Sides(input.SpatialRank)!.Value;
            long[] pads = [0, 0, .. begin, 0, 0, .. end];
            yield return new ProtobufMessage().Add(1, pads.Length).Add(2, Int64).AddPacked(7, pads).Add(8, PadsOf(node));
        }
    }

    private static string PadsOf(Node node) => $"{node.Name}.pads";

    private static ProtobufMessage Operation(string type, IEnumerable<string> inputs, string output) =>
        new ProtobufMessage().AddAll(1, inputs).Add(2, output).Add(4, type);

    private static ProtobufMessage AddWindow(this ProtobufMessage operation, SlidingWindow window, Shape input)
    {
        AxisWindow[] axes = [.. Enumerable.Range(0, window.Rank).Select(axis => window.Resolve(axis, input.Axes[axis + 1]))];
        return operation
            .Add(5, Attribute("kernel_shape", window.Kernel))
            .Add(5, Attribute("strides", window.Stride))
            .Add(5, Attribute("pads", [.. axes.Select(a => a.PadBegin), .. axes.Select(a => a.PadEnd)]));
    }

    private static ProtobufMessage Attribute(string name, int value) => new ProtobufMessage().Add(1, name).Add(3, value).Add(20, 2);

    private static ProtobufMessage Attribute(string name, float value) => new ProtobufMessage().Add(1, name).Add(2, value).Add(20, 1);

    private static ProtobufMessage Attribute(string name, IEnumerable<int> values) =>
        new ProtobufMessage().Add(1, name).AddAll(8, values.Select(v => (long)v)).Add(20, 7);

    private static ProtobufMessage Initializer(string name, IEnumerable<int> shape, float[] values) =>
        new ProtobufMessage().AddAll(1, shape.Select(s => (long)s)).Add(2, Float).Add(8, name).Add(9, values.AsMemory());

    private static ProtobufMessage ValueInfo(string name, int batch, Shape shape)
    {
        var dimensions = new ProtobufMessage();
        foreach (int size in shape.Axes.Prepend(batch))
            dimensions.Add(1, new ProtobufMessage().Add(1, size));
        ProtobufMessage type = new ProtobufMessage().Add(1, Float).Add(2, dimensions);
        return new ProtobufMessage().Add(1, name).Add(2, new ProtobufMessage().Add(1, type));
    }
}
