using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.TestKit.Goldens;

/// <summary>The networks of <see cref="NetworkGoldens"/> for the oracle; nodes carry the names of PyTorch's modules.</summary>
public static class GoldenNetworks
{
    /// <summary>The digit CNN.</summary>
    public static OracleNetwork MnistCnn()
    {
        IReadOnlyDictionary<string, OracleTensor> weights = OnnxInitializers.Read(SharedData.Require("models/mnist_cnn.onnx"));
        OracleTensor Bias(string name) => weights[name].Reshape(weights[name].Length);
        return OracleNetwork.Chain(
            ("conv1", new Convolution(weights["Parameter5"], Bias("Parameter6")) { PadBegin = [2, 2] }),
            ("relu1", new Relu()),
            ("pool1", new MaxPool(2, 2)),
            ("conv2", new Convolution(weights["Parameter87"], Bias("Parameter88")) { PadBegin = [2, 2] }),
            ("relu2", new Relu()),
            ("pool2", new MaxPool(3, 3)),
            ("flatten", new Flatten()),
            ("fc", new Linear(Transpose(weights["Parameter193"].Reshape(256, 10)), Bias("Parameter194"))));
    }

    /// <summary>ResNet-20 with its batch normalizations; <see cref="BatchNormMerging"/> merges them.</summary>
    public static OracleNetwork ResNet20()
    {
        GoldenTensors weights = GoldenTensors.Open(SharedData.Require("models/resnet20_cifar10.safetensors"));
        var nodes = new List<OracleNode>();
        string Append(string name, OracleOperator layer, params string[] inputs)
        {
            nodes.Add(new OracleNode(name, layer, inputs));
            return name;
        }

        string ConvolutionAndNorm(string prefix, int number, int stride, string input)
        {
            var convolution = new Convolution(weights[$"{prefix}conv{number}.weight"]) { Stride = [stride, stride], PadBegin = [1, 1] };
            string norm = $"{prefix}bn{number}";
            Append($"{prefix}conv{number}", convolution, input);
            return Append(
                norm,
                new BatchNorm(
                    weights[$"{norm}.running_mean"], weights[$"{norm}.running_var"], weights[$"{norm}.weight"], weights[$"{norm}.bias"]),
                $"{prefix}conv{number}");
        }

        string last = Append("relu", new Relu(), ConvolutionAndNorm("", 1, 1, OracleNetwork.InputName));
        for (int stage = 1; stage <= 3; stage++)
        {
            for (int block = 0; block < 3; block++)
            {
                string prefix = $"layer{stage}.{block}.";
                bool halves = stage > 1 && block == 0;
                string inner = Append($"{prefix}relu1", new Relu(), ConvolutionAndNorm(prefix, 1, halves ? 2 : 1, last));
                string branch = ConvolutionAndNorm(prefix, 2, 1, inner);
                string shortcut = last;
                if (halves)
                {
                    // Every second pixel, and as many zero channels on either side as double the channels together.
                    int added = 4 << (stage - 1);
                    Append($"{prefix}shortcut.slice", new Slice([0, 0, 0], [1, 2, 2]), last);
                    shortcut = Append($"{prefix}shortcut", new Pad([added, 0, 0], [added, 0, 0]), $"{prefix}shortcut.slice");
                }

                last = Append($"{prefix}relu2", new Relu(), Append($"{prefix}canonizer_sum", new Add(), shortcut, branch));
            }
        }

        Append("avgpool", new GlobalAveragePool(), last);
        Append("flatten", new Flatten(), "avgpool");
        Append("linear", new Linear(weights["linear.weight"], weights["linear.bias"]), "flatten");
        return new OracleNetwork(nodes);
    }

    /// <summary>SqueezeNet 1.1 without its softmax, its half-precision weights widened.</summary>
    public static OracleNetwork SqueezeNet()
    {
        IReadOnlyDictionary<string, OracleTensor> weights =
            OnnxInitializers.Read(SharedData.Require("models/squeezenet1_1_fp16.onnx"));
        var nodes = new List<OracleNode>();
        string Append(string name, OracleOperator layer, params string[] inputs)
        {
            nodes.Add(new OracleNode(name, layer, inputs));
            return name;
        }

        Convolution Weighted(string name) => new(weights[$"{name}_w_0"], weights[$"{name}_b_0"]);

        Append("features.0", Weighted("conv1") with { Stride = [2, 2] }, OracleNetwork.InputName);
        Append("features.1", new Relu(), "features.0");
        string last = Append("features.2", new MaxPool(3, 3) { Stride = [2, 2] }, "features.1");
        int fire = 2;
        for (int feature = 3; feature <= 12; feature++)
        {
            string name = $"features.{feature}";
            if (feature is 5 or 8)
            {
                last = Append(name, new MaxPool(3, 3) { Stride = [2, 2] }, last);
                continue;
            }

            string onnx = $"fire{fire++}";
            string Activated(string part, Convolution convolution, string input) =>
                Append($"{name}.{part}_activation", new Relu(), Append($"{name}.{part}", convolution, input));
            string squeezed = Activated("squeeze", Weighted($"{onnx}/squeeze1x1"), last);
            string narrow = Activated("expand1x1", Weighted($"{onnx}/expand1x1"), squeezed);
            string wide = Activated("expand3x3", Weighted($"{onnx}/expand3x3") with { PadBegin = [1, 1] }, squeezed);
            last = Append($"{name}.concat", new Concat(), narrow, wide);
        }

        Append("classifier.0", new Identity(), last);
        Append("classifier.1", Weighted("conv10"), "classifier.0");
        Append("classifier.2", new Relu(), "classifier.1");
        Append("classifier.3", new GlobalAveragePool(), "classifier.2");
        return new OracleNetwork(nodes);
    }

    /// <summary>
    /// The rules of a composite as Zennit attached them, with its default arguments; nodes without one take the gradient.
    /// </summary>
    public static Func<OracleNode, OracleRule> Rules(NetworkGoldens goldens, string composite)
    {
        OracleBias bias = composite.EndsWith("_nobias", StringComparison.Ordinal) ? OracleBias.Ignore : OracleBias.Absorb;
        return node => goldens.Modules.GetValueOrDefault(node.Name)?.Rules[composite] switch
        {
            null => new Gradient(),
            "Epsilon" => new Epsilon { Bias = bias },
            "ZPlus" => new ZPlus { Bias = bias },
            "AlphaBeta" => new AlphaBeta(2, 1) { Bias = bias },
            "Gamma" => new Gamma(0.25) { Bias = bias },
            "ZBox" => new ZBox(goldens.Low, goldens.High),
            "Flat" => new Flat(),
            "Norm" => new Norm(),
            "Pass" => new Pass(),
            "ReLUGuidedBackprop" => new GuidedBackprop(),
            { } other => throw new NotSupportedException($"No golden rule '{other}' is known."),
        };
    }

    private static OracleTensor Transpose(OracleTensor matrix)
    {
        int rows = matrix.Shape[0];
        int columns = matrix.Shape[1];
        return new OracleTensor(
            [.. Enumerable.Range(0, matrix.Length).Select(i => matrix[i % rows * columns + i / rows])], columns, rows);
    }
}
