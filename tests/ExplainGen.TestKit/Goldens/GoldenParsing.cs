using System.Text.Json;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.TestKit.Goldens;

/// <summary>From the names and parameters that Zennit and PyTorch use to the oracle's operators and rules.</summary>
internal static class GoldenParsing
{
    /// <summary>A layer with all of its parameters made explicit.</summary>
    public static OracleOperator Layer(string kind, JsonElement parameters, OracleTensor? weight, OracleTensor? bias)
    {
        int axes = char.IsDigit(kind[^2]) ? kind[^2] - '0' : 0;
        int[] padding = parameters.PerAxis("padding", axes, 0);
        int[] kernel = parameters.PerAxis("kernel_size", axes, 1);
        return kind switch
        {
            "Linear" => new Linear(weight!, bias),
            "Conv1d" or "Conv2d" or "Conv3d" => new Convolution(weight!, bias)
            {
                Stride = parameters.PerAxis("stride", axes, 1),
                PadBegin = padding,
                PadEnd = padding,
                Dilation = parameters.PerAxis("dilation", axes, 1),
                Groups = (int)parameters.Number("groups", 1),
            },
            "ConvTranspose2d" => new TransposedConvolution(weight!, bias)
            {
                Stride = parameters.PerAxis("stride", axes, 1),
                PadBegin = padding,
                PadEnd = padding,
                OutputPadding = parameters.PerAxis("output_padding", axes, 0),
                Dilation = parameters.PerAxis("dilation", axes, 1),
                Groups = (int)parameters.Number("groups", 1),
            },
            "AvgPool2d" => new AveragePool(kernel)
            {
                Stride = parameters.TryGetProperty("stride", out _) ? parameters.PerAxis("stride", axes, 1) : kernel,
                PadBegin = padding,
                PadEnd = padding,
                CountIncludePad = parameters.Flag("count_include_pad", true),
            },
            "AdaptiveAvgPool2d" => new AdaptiveAveragePool(parameters.PerAxis("output_size", axes, 1)),
            "Sum" => new Add(),
            "ReLU" => new Relu(),
            "Tanh" => new Tanh(),
            _ => throw new NotSupportedException($"No golden layer '{kind}' is known."),
        };
    }

    /// <summary>A rule; its bounds may be names of tensors with a batch axis of 1.</summary>
    public static OracleRule Rule(string name, JsonElement parameters, GoldenTensors? tensors = null)
    {
        var stabilizer = new OracleStabilizer(
            parameters.Number("epsilon", parameters.Number("stabilizer", 1e-6)), parameters.Flag("clip"), parameters.Flag("norm_scale"));
        OracleBias bias = parameters.TryGetProperty("zero_params", out _) ? OracleBias.Ignore : OracleBias.Absorb;
        OracleTensor Bound(string bound) => parameters.GetProperty(bound) is { ValueKind: JsonValueKind.String } tensor
            ? tensors![tensor.GetString()!].Sample(0)
            : OracleTensor.Scalar(parameters.Number(bound));

        return name switch
        {
            "Epsilon" => new Epsilon { Stabilizer = stabilizer, Bias = bias },
            "ZPlus" => new ZPlus { Stabilizer = stabilizer, Bias = bias },
            "AlphaBeta" => new AlphaBeta(parameters.Number("alpha"), parameters.Number("beta")) { Stabilizer = stabilizer, Bias = bias },
            "Gamma" => new Gamma(parameters.Number("gamma")) { Stabilizer = stabilizer, Bias = bias },
            "ZBox" => new ZBox(Bound("low"), Bound("high")) { Stabilizer = stabilizer, Bias = bias },
            "WSquare" => new WSquare { Stabilizer = stabilizer, Bias = bias },
            "Flat" => new Flat { Stabilizer = stabilizer },
            "Norm" => new Norm { Stabilizer = stabilizer },
            "Pass" => new Pass(),
            "ReLUGuidedBackprop" => new GuidedBackprop(),
            "ReLUDeconvNet" => new Deconvnet(),
            "ReLUBetaSmooth" => new BetaSmooth(parameters.Number("beta_smooth")),
            _ => throw new NotSupportedException($"No golden rule '{name}' is known."),
        };
    }
}
