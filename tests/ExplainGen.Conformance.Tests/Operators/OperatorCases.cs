using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Operators;

/// <summary>Every operator, with the parameters that change what it does.</summary>
internal static class OperatorCases
{
    private static readonly Random s_random = new(41);

    public static IReadOnlyList<OperatorCase> All { get; } =
    [
        .. Dense(), .. Convolutions(), .. TransposedConvolutions(), .. MaxPools(), .. AveragePools(), .. Activations(), .. Normalizations(),
        .. Products(), .. Rest(), .. RecurrentCases.All, .. AttentionCases.Softmax(), .. AttentionCases.MatMul(), .. AttentionCases.Attention(),
    ];

    /// <summary>The cases by the names of their classes.</summary>
    public static IReadOnlyDictionary<string, OperatorCase> ByName { get; } = All.ToDictionary(entry => entry.ClassName);

    public static TheoryData<string> Names => [.. ByName.Keys];

    /// <summary>Standard normal numbers that single precision holds exactly.</summary>
    public static OracleTensor Normal(Random random, double scale, params int[] shape) =>
        OracleTensor.Normal(random, shape).Map(v => (float)(v * scale));

    private static OracleTensor Weight(params int[] shape) => Normal(s_random, 1, shape);

    private static IEnumerable<OperatorCase> Dense() =>
    [
        new("Linear", "small", new Linear(Weight(4, 5), Weight(4)), 5) { Thorough = true },
        new("Linear", "wide", new Linear(Weight(19, 37), Weight(19)), 37),
        new("Linear", "without bias", new Linear(Weight(3, 6)), 6) { Declaration = "[Linear(3, Bias = false, Name = \"layer\")]" },
        .. AttentionCases.Linear(),
    ];

    private static IEnumerable<OperatorCase> Convolutions() =>
    [
        new("Conv1d", "stride dilation asymmetric padding",
            new Convolution(Weight(3, 2, 3), Weight(3)) { Stride = [2], Dilation = [2], PadBegin = [1], PadEnd = [3] }, 2, 9),
        new("Conv2d", "plain", new Convolution(Weight(4, 3, 3, 3), Weight(4)) { PadBegin = [1, 1] }, 3, 6, 5)
        {
            Declaration = "[Conv2d(4, 3, Padding = 1, Name = \"layer\")]",
        },
        new("Conv2d", "groups rectangular",
            new Convolution(Weight(4, 2, 3, 2), Weight(4)) { Stride = [2, 1], PadBegin = [1, 0], Groups = 2 }, 4, 6, 5)
        {
            Thorough = true,
        },
        new("Conv2d", "depthwise",
            new Convolution(Weight(18, 1, 3, 3), Weight(18)) { PadBegin = [1, 1], Groups = 18 }, 18, 4, 5) { Thorough = true },
        new("Conv2d", "blocks", new Convolution(Weight(20, 17, 3, 3), Weight(20)) { PadBegin = [1, 1] }, 17, 5, 4),
        new("Conv2d", "groups across blocks", new Convolution(Weight(24, 6, 2, 2), Weight(24)) { Groups = 3 }, 18, 4, 3),
        new("Conv2d", "one by one", new Convolution(Weight(5, 7, 1, 1), Weight(5)), 7, 3, 4),
        new("Conv2d", "larger than its input", new Convolution(Weight(2, 2, 5, 5), Weight(2)) { PadBegin = [2, 2] }, 2, 3, 2),
        new("Conv2d", "windows in the padding", new Convolution(Weight(2, 2, 2, 2), Weight(2)) { PadBegin = [3, 3] }, 2, 2, 3),
        new("Conv2d", "same upper",
            new Convolution(Weight(3, 2, 4, 3), Weight(3)) { Stride = [2, 1], PadBegin = [1, 1], PadEnd = [2, 1] }, 2, 7, 5)
        {
            Declaration = "[Conv2d(3, [4, 3], Strides = [2, 1], AutoPad = AutoPad.SameUpper, Name = \"layer\")]",
        },
        new("Conv2d", "same lower",
            new Convolution(Weight(3, 2, 4, 3), Weight(3)) { Stride = [2, 1], PadBegin = [2, 1], PadEnd = [1, 1] }, 2, 7, 5)
        {
            Declaration = "[Conv2d(3, [4, 3], Strides = [2, 1], AutoPad = AutoPad.SameLower, Name = \"layer\")]",
        },
        new("Conv2d", "valid", new Convolution(Weight(3, 2, 2, 2), Weight(3)), 2, 4, 4)
        {
            Declaration = "[Conv2d(3, 2, AutoPad = AutoPad.Valid, Name = \"layer\")]",
        },
        new("Conv3d", "plain", new Convolution(Weight(3, 2, 2, 3, 2), Weight(3)) { PadBegin = [1, 0, 1], Stride = [1, 2, 1] }, 2, 3, 5, 3),
    ];

    private static IEnumerable<OperatorCase> TransposedConvolutions() =>
    [
        new("ConvTranspose1d", "stride", new TransposedConvolution(Weight(2, 3, 3), Weight(3)) { Stride = [2], PadBegin = [1] }, 2, 5),
        new("ConvTranspose2d", "groups dilation output padding",
            new TransposedConvolution(Weight(4, 2, 3, 2), Weight(4))
            {
                Stride = [2, 3],
                PadBegin = [1, 0],
                PadEnd = [2, 1],
                Dilation = [1, 2],
                OutputPadding = [1, 2],
                Groups = 2,
            },
            4, 3, 4)
        {
            Thorough = true,
        },
        new("ConvTranspose2d", "blocks", new TransposedConvolution(Weight(17, 18, 2, 2), Weight(18)) { Stride = [2, 2] }, 17, 3, 2),
        new("ConvTranspose2d", "outputs without inputs",
            new TransposedConvolution(Weight(2, 3, 1, 1), Weight(3)) { Stride = [2, 2] }, 2, 3, 3),
        new("ConvTranspose3d", "plain", new TransposedConvolution(Weight(2, 1, 2, 2, 2), Weight(1)) { Stride = [2, 1, 2] }, 2, 2, 3, 2),
    ];

    private static IEnumerable<OperatorCase> MaxPools() =>
    [
        new("MaxPool1d", "overlapping", new MaxPool(3) { Stride = [2], PadBegin = [1] }, 2, 9),
        new("MaxPool2d", "plain", new MaxPool(2, 2), 17, 4, 6) { Declaration = "[MaxPool2d(2, Name = \"layer\")]" },
        new("MaxPool2d", "ceil", new MaxPool(3, 2) { Stride = [2, 2], PadBegin = [1, 0], CeilMode = true }, 2, 6, 5),
        new("MaxPool3d", "plain", new MaxPool(2, 2, 2), 1, 4, 3, 4),
        new("GlobalMaxPool", "2d", new GlobalMaxPool(), 3, 3, 2),
        new("GlobalMaxPool", "1d", new GlobalMaxPool(), 3, 7),
    ];

    private static IEnumerable<OperatorCase> AveragePools() =>
    [
        new("AvgPool1d", "padding", new AveragePool(3) { Stride = [2], PadBegin = [1] }, 2, 7),
        new("AvgPool2d", "plain", new AveragePool(2, 2), 17, 4, 6) { Declaration = "[AvgPool2d(2, Name = \"layer\")]" },
        new("AvgPool2d", "ceil padding counts", new AveragePool(3, 3) { Stride = [2, 2], PadBegin = [1, 1], CeilMode = true }, 2, 6, 5),
        new("AvgPool2d", "ceil padding does not count",
            new AveragePool(3, 3) { Stride = [2, 2], PadBegin = [1, 1], CeilMode = true, CountIncludePad = false }, 2, 6, 5),
        new("AvgPool3d", "plain", new AveragePool(2, 1, 2), 1, 4, 2, 4),
        new("AdaptiveAvgPool1d", "uneven", new AdaptiveAveragePool(3), 2, 7),
        new("AdaptiveAvgPool2d", "uneven", new AdaptiveAveragePool(3, 2), 2, 7, 5),
        new("AdaptiveAvgPool2d", "to one",
            new AdaptiveAveragePool(1, 1), 3, 4, 5) { Declaration = "[AdaptiveAvgPool2d(1, Name = \"layer\")]" },
        new("AdaptiveAvgPool3d", "uneven", new AdaptiveAveragePool(2, 3, 1), 2, 3, 4, 2),
        new("GlobalAvgPool", "2d", new GlobalAveragePool(), 3, 3, 2),
        new("GlobalAvgPool", "3d", new GlobalAveragePool(), 2, 2, 3, 2),
    ];

    private static IEnumerable<OperatorCase> Activations() =>
    [
        new("Relu", "", new Relu(), 40),
        new("Relu6", "", new Relu6(), 3, 4, 5),
        new("LeakyRelu", "", new LeakyRelu(0.2), 40),
        new("LeakyRelu", "default", new LeakyRelu(), 40) { Declaration = "[LeakyRelu(Name = \"layer\")]" },
        new("RRelu", "", new RRelu(0.1, 0.4), 40),
        new("PRelu", "one slope", new PRelu(Weight(1)), 3, 4),
        new("PRelu", "by channel", new PRelu(Weight(18)), 18, 2, 2),
        new("Hardtanh", "", new Hardtanh(-0.5, 0.75), 40),
        new("Hardsigmoid", "", new Hardsigmoid(), 40),
        new("Hardswish", "", new Hardswish(), 40),
        new("Hardshrink", "", new Hardshrink(0.75), 40),
        new("Softshrink", "", new Softshrink(0.75), 40),
        new("Threshold", "", new Threshold(0.25, -2), 40),
        new("Elu", "", new Elu(1.5), 40),
        new("Selu", "", new Selu(), 40),
        new("Celu", "", new Celu(1.5), 40),
        new("Gelu", "", new Gelu(), 40),
        new("Gelu", "tanh", new Gelu(TanhApproximation: true), 40),
        new("Sigmoid", "", new Sigmoid(), 40),
        new("LogSigmoid", "", new LogSigmoid(), 40),
        new("Silu", "", new Silu(), 40),
        new("Softplus", "", new Softplus(2, 3), 40),
        new("Softsign", "", new Softsign(), 40),
        new("Tanh", "", new Tanh(), 40),
        new("Tanhshrink", "", new Tanhshrink(), 40),
    ];

    private static IEnumerable<OperatorCase> Normalizations() =>
    [
        new("LayerNorm", "tokens", new LayerNorm(Weight(5), Weight(5)), 5, 7) { Thorough = true },
        new("LayerNorm", "default", new LayerNorm(Weight(17), Weight(17)), 17, 4) { Declaration = "[LayerNorm(Name = \"layer\")]" },
        new("LayerNorm", "vector", new LayerNorm(Weight(40), Weight(40), 1e-3), 40) { Thorough = true },
        new("LayerNorm", "pixels without bias", new LayerNorm(Weight(18)), 18, 4, 5),
        new("LayerNorm", "volume plain", new LayerNorm(), 3, 2, 3, 2),
        new("LayerNorm", "one channel", new LayerNorm(Weight(1), Weight(1)), 1, 6),
        new("RmsNorm", "tokens", new RmsNorm(Weight(20)), 20, 7) { Thorough = true },
        new("RmsNorm", "default", new RmsNorm(Weight(5)), 5, 3) { Declaration = "[RmsNorm(Name = \"layer\")]" },
        new("RmsNorm", "plain vector", new RmsNorm(Epsilon: 0.5), 17),
        new("GroupNorm", "groups across blocks", new GroupNorm(4, Weight(40), Weight(40)), 40, 3, 4) { Thorough = true },
        new("GroupNorm", "one group", new GroupNorm(1, Weight(5), Weight(5), 1e-3), 5, 3),
        new("GroupNorm", "default", new GroupNorm(3, Weight(6), Weight(6)), 6, 2, 2) { Declaration = "[GroupNorm(3, Name = \"layer\")]" },
        new("GroupNorm", "plain vector", new GroupNorm(2), 18),
        new("InstanceNorm", "affine", new InstanceNorm(Weight(17), Weight(17)), 17, 3, 4) { Thorough = true },
        new("InstanceNorm", "default", new InstanceNorm(), 3, 9) { Declaration = "[InstanceNorm(Name = \"layer\")]" },
        new("InstanceNorm", "volume", new InstanceNorm(Weight(2), Weight(2)), 2, 2, 3, 4),
    ];

    private static IEnumerable<OperatorCase> Products()
    {
        OracleNode gate = new("gate", new Sigmoid(), OracleNetwork.InputName), pooled = new("pooled", new GlobalAveragePool(), gate.Name);
        OracleNode mixed = new("mixed", new Convolution(Weight(1, 18, 1, 1)), gate.Name);
        return
        [
            new("Multiply", "vectors", new Multiply(), 37) { Thorough = true },
            new("Multiply", "whole blocks", new Multiply(), 16, 5),
            new("Multiply", "gate", new Multiply(), 18, 3, 2) { Sources = [gate], Thorough = true },
            new("Multiply", "gate first", new Multiply(), 5, 3) { Sources = [gate], Swapped = true },
            new("Multiply", "one gate a channel", new Multiply(), 18, 3, 2) { Sources = [gate, pooled], Thorough = true },
            new("Multiply", "one gate a channel first", new Multiply(), 5, 4) { Sources = [gate, pooled], Swapped = true },
            new("Multiply", "a vector of gates", new Multiply(), 18, 3, 2)
            {
                Sources = [gate, pooled, new("flat", new Flatten(), pooled.Name)], Thorough = true,
            },
            new("Multiply", "one gate a pixel", new Multiply(), 18, 3, 2)
            {
                Sources = [gate, mixed, new("mask", new Sigmoid(), mixed.Name)], Swapped = true, Thorough = true,
            },
        ];
    }

    private static IEnumerable<OperatorCase> Rest() =>
    [
        new("BatchNorm", "affine", new BatchNorm(Weight(3), Weight(3).Map(Math.Abs), Weight(3), Weight(3)), 3, 2, 2),
        new("BatchNorm", "plain", new BatchNorm(Weight(18), Weight(18).Map(Math.Abs), Epsilon: 1e-3), 18),
        new("Add", "", new Add(), 18, 3) { Thorough = true },
        new("Concat", "", new Concat(), 5, 3),
        new("Concat", "across blocks", new Concat(), 17, 2, 2),
        new("Flatten", "", new Flatten(), 5, 3, 2),
        new("Flatten", "blocks", new Flatten(), 18, 3),
        new("Reshape", "", new Reshape(3, 4), 2, 6),
        new("Reshape", "from a vector", new Reshape(18, 2, 2), 72) { Declaration = "[Reshape(18, 2, -1, Name = \"layer\")]" },
        new("Pad", "", new Pad([0, 0, 2], [0, 1, 1]), 2, 3, 2),
        new("Pad", "channels", new Pad([3, 1, 0], [14, 1, 0]), 2, 3, 2),
        new("Parameter", "", new Parameter(Weight(18, 3)), 18, 3),
        new("Permute", "two axes", new Permute(1, 0), 18, 5),
        new("Permute", "two axes both of several blocks", new Permute(1, 0), 35, 70),
        new("Permute", "three axes turned", new Permute(1, 2, 0), 3, 18, 4),
        new("Permute", "channels stay", new Permute(0, 2, 1), 17, 3, 4),
        new("Permute", "width stays", new Permute(1, 0, 2), 17, 3, 4),
        new("Permute", "four axes", new Permute(3, 1, 0, 2), 2, 3, 4, 17),
        new("Slice", "channels", new Narrow(0, 3, 20), 22, 3),
        new("Slice", "channels of whole blocks", new Narrow(0, 16, 32), 40, 2, 2),
        new("Slice", "of a vector", new Narrow(0, 1, 4), 5) { Declaration = "[Slice(1, 4, Name = \"layer\")]" },
        new("Slice", "rows", new Narrow(1, 1, 3), 17, 4, 3),
        new("Slice", "columns", new Narrow(2, 0, 1), 2, 4, 3),
        new("Embedding", "", new Embedding(Weight(7, 5)), 9) { Tokens = 7 },
        new("Embedding", "blocks", new Embedding(Weight(40, 33)), 35) { Tokens = 40 },
        new("OneHot", "", new OneHot(5), 9) { Tokens = 5 },
        new("OneHot", "blocks", new OneHot(33), 70) { Tokens = 33 },
        new("Upsample", "", new NearestUpsample(2, 3), 2, 2, 3),
        new("Upsample", "all axes", new NearestUpsample(2), 17, 3) { Declaration = "[Upsample(2, Name = \"layer\")]" },
        new("Identity", "", new Identity(), 2, 3),
        new("Dropout", "", new Identity(), 2, 3) { Declaration = "[Dropout(0.3, Name = \"layer\")]" },
        new("Softmax", "", new Linear(Weight(4, 5), Weight(4)), 5) { Trailer = "\n[Softmax(Name = \"probabilities\")]" },
    ];
}
