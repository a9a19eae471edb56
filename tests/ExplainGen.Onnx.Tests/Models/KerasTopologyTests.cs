using System.Text.Json;
using System.Text.RegularExpressions;
using ExplainGen.Graph;
using ExplainGen.TestKit;

namespace ExplainGen.Onnx.Tests.Models;

/// <summary>
/// The annotated classes against the layers that the package's own description has. ONNX Runtime is given what the classes declare, and
/// would agree with a wrong stride.
/// </summary>
public sealed partial class KerasTopologyTests
{
    public static TheoryData<string> Names => [.. NpmNetwork.All];

    [NpmTheory]
    [MemberData(nameof(Names))]
    public void Layers_are_those_of_the_package(string name)
    {
        NetworkGraph graph = NpmNetwork.Of(name).Declared;
        Dictionary<string, Node> declared = graph.Nodes.ToDictionary(node => node.Name);
        int count = 1;
        foreach (JsonElement layer in Layers(NpmModels.Require($"nsfwjs/dist/models/{name}/model.min.js")))
        {
            Node node = declared[Text(layer, "name")];
            Shape input = graph.Nodes[node.Inputs[0]].Shape;
            Assert.Equal(Inbound(layer).Select(Output), node.Inputs.Select(i => graph.Nodes[i].Name));
            Assert.Equal($"{node.Name}: {Expected(layer, input)}", $"{node.Name}: {Declared(node.Operator, input)}");
            count += node.Operator is LinearOperator ? 2 : 1;
        }

        Assert.Equal(graph.Nodes.Count, count);
        Assert.IsType<SoftmaxOperator>(graph.OutputNode.Operator);

        // Activations that Keras has in dense layers are layers of their own.
        string Output(string layer) => layer == "input_1" ? GraphBuilder.InputName
            : declared[layer].Operator is LinearOperator ? layer + "_relu" : layer;
    }

    private static string Declared(Operator op, Shape input) => op switch
    {
        ConvolutionOperator c => $"Conv {c.Channels} in {c.Groups}{(c.Bias ? " bias" : "")}, {Window(c.Window, input)}",
        BatchNormOperator n => $"BatchNorm {n.Epsilon}",
        ActivationOperator a => a.Function,
        MaxPoolOperator p => $"MaxPool {Window(p.Window, input)}",
        AvgPoolOperator { CountIncludePad: false } p => $"AvgPool {Window(p.Window, input)}",
        AvgPoolOperator p when p.Window.PadBegin.Concat(p.Window.PadEnd).All(pad => pad == 0) => $"AvgPool {Window(p.Window, input)}",
        PadOperator p => $"Pad {string.Join(",", p.Sides(2)!.Value.Begin)},{string.Join(",", p.Sides(2)!.Value.End)}",
        LinearOperator l => $"Dense {l.Features}{(l.Bias ? " bias" : "")}",
        _ => op.Kind,
    };

    private static string Expected(JsonElement layer, Shape input)
    {
        JsonElement config = layer.GetProperty("config");
        int channels = input.Channels;
        return Text(layer, "class_name") switch
        {
            "Conv2D" => $"Conv {Number(config, "filters")} in 1{Bias(config)}, {Window(config, "kernel_size", input)}",
            "DepthwiseConv2D" when Number(config, "depth_multiplier") == 1 =>
                $"Conv {channels} in {channels}{Bias(config)}, {Window(config, "kernel_size", input)}",
            "BatchNormalization" => $"BatchNorm {config.GetProperty("epsilon").GetDouble()}",
            "Activation" when Text(config, "activation") == "relu" => "Relu",
            "ReLU" when Number(config, "max_value") == 6 => "Relu6",
            "MaxPooling2D" => $"MaxPool {Window(config, "pool_size", input)}",
            "AveragePooling2D" => $"AvgPool {Window(config, "pool_size", input)}",
            "ZeroPadding2D" => $"Pad {string.Join(",", Pads(config.GetProperty("padding")))}",
            "Concatenate" when Number(config, "axis") == 3 => "Concat",
            "Dense" when Text(config, "activation") is "relu" or "softmax" => $"Dense {Number(config, "units")}{Bias(config)}",
            var kind => kind,
        };
    }

    private static string Window(SlidingWindow window, Shape input)
    {
        (_, AxisWindow height, AxisWindow width) = window.Resolve(input);
        return $"{height.Kernel}x{width.Kernel} by {height.Stride}x{width.Stride} padded "
            + $"{height.PadBegin},{width.PadBegin},{height.PadEnd},{width.PadEnd}";
    }

    // "same" is as many outputs as steps begin within the input; what has to be added for that goes to the end first.
    private static string Window(JsonElement config, string size, Shape input)
    {
        int[] kernel = Numbers(config.GetProperty(size)), stride = Numbers(config.GetProperty("strides"));
        int[] axes = [input.Height, input.Width];
        int[] missing = [.. axes.Select((extent, i) => Text(config, "padding") == "valid" ? 0
            : Math.Max(0, ((extent + stride[i] - 1) / stride[i] - 1) * stride[i] + kernel[i] - extent))];
        return $"{kernel[0]}x{kernel[1]} by {stride[0]}x{stride[1]} padded "
            + $"{missing[0] / 2},{missing[1] / 2},{missing[0] - missing[0] / 2},{missing[1] - missing[1] / 2}";
    }

    private static int[] Pads(JsonElement padding)
    {
        int[][] sides = [.. padding.EnumerateArray().Select(Numbers)];
        return [sides[0][0], sides[1][0], sides[0][1], sides[1][1]];
    }

    private static string Bias(JsonElement config) => config.GetProperty("use_bias").GetBoolean() ? " bias" : "";

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString()!;

    private static int Number(JsonElement parent, string name) => parent.GetProperty(name).GetInt32();

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetInt32())];

    private static IEnumerable<string> Inbound(JsonElement layer) =>
        layer.GetProperty("inbound_nodes")[0].EnumerateArray().Select(input => input[0].GetString()!);

    // The script has the description as an object of JavaScript: names without quotes, !0 for true, .5 for 0.5.
    private static IEnumerable<JsonElement> Layers(string model)
    {
        string script = File.ReadAllText(model);
        int start = script.IndexOf("layers:[", StringComparison.Ordinal) + "layers:".Length;
        string json = BareName.Replace(script[start..], "$1\"$2\":").Replace("!0", "true", StringComparison.Ordinal)
            .Replace("!1", "false", StringComparison.Ordinal);
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(BarePoint.Replace(json, "${1}0."));
        var reader = new Utf8JsonReader(bytes);
        return JsonElement.ParseValue(ref reader).EnumerateArray().Where(layer => Text(layer, "class_name") != "InputLayer");
    }

    [GeneratedRegex("""([{,])([A-Za-z_]\w*):""")]
    private static partial Regex BareName { get; }

    [GeneratedRegex("""([:,\[]-?)\.""")]
    private static partial Regex BarePoint { get; }
}
