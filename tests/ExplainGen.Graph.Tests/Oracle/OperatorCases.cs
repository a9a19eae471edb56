using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Graph.Tests.Oracle;

/// <summary>One instance or more of every operator, with the shapes of its inputs.</summary>
internal static class OperatorCases
{
    private static readonly Random s_random = new(7);

    public static IReadOnlyDictionary<string, (OracleOperator Operator, int[][] Inputs)> All { get; } =
        new Dictionary<string, (OracleOperator, int[][])>
        {
            ["linear"] = (new Linear(Weight(4, 5), Weight(4)), [[5]]),
            ["linear, per position"] = (new Linear(Weight(4, 5), Weight(4)) { PerPosition = true }, [[5, 2, 3]]),
            ["softmax"] = (new ChannelSoftmax(), [[5, 2, 3]]),
            ["matrix product"] = (new MatMul(), [[3, 4], [4, 5]]),
            ["matrix product, transposed, planes"] = (new MatMul(true, true), [[4, 2, 3], [5, 2, 4]]),
            ["attention"] = (new Attention(2), [[4, 3], [4, 5], [6, 5]]),
            ["attention, causal, shared heads"] = (
                new Attention(4) { Causal = true, KeyValueHeads = 2, Scale = 0.3 }, [[8, 5], [4, 4], [6, 4]]),
            ["conv1d, stride, dilation, asymmetric padding"] = (
                new Convolution(Weight(3, 2, 3), Weight(3)) { Stride = [2], Dilation = [2], PadBegin = [1], PadEnd = [3] }, [[2, 9]]),
            ["conv2d, groups, rectangular"] = (
                new Convolution(Weight(4, 2, 3, 2), Weight(4)) { Stride = [2, 1], PadBegin = [1, 0], Groups = 2 }, [[4, 6, 5]]),
            ["conv2d, depthwise"] = (new Convolution(Weight(3, 1, 3, 3)) { PadBegin = [1, 1], Groups = 3 }, [[3, 4, 5]]),
            ["conv3d"] = (new Convolution(Weight(2, 2, 2, 2, 2), Weight(2)) { PadBegin = [1, 0, 1] }, [[2, 3, 3, 2]]),
            ["transposed conv1d"] = (new TransposedConvolution(Weight(2, 3, 3), Weight(3)) { Stride = [2], PadBegin = [1] }, [[2, 5]]),
            ["transposed conv2d, groups, dilation, output padding"] = (
                new TransposedConvolution(Weight(4, 2, 3, 2), Weight(4))
                {
                    Stride = [2, 3],
                    PadBegin = [1, 0],
                    PadEnd = [2, 1],
                    Dilation = [1, 2],
                    OutputPadding = [1, 2],
                    Groups = 2,
                },
                [[4, 3, 4]]),
            ["transposed conv3d"] = (new TransposedConvolution(Weight(2, 1, 2, 2, 2)) { Stride = [2, 1, 2] }, [[2, 2, 3, 2]]),
            ["max pool 1d, dilation"] = (new MaxPool(3) { Stride = [2], Dilation = [2], PadBegin = [1] }, [[2, 9]]),
            ["max pool 2d, ceil"] = (new MaxPool(3, 2) { Stride = [2, 2], PadBegin = [1, 0], CeilMode = true }, [[2, 6, 5]]),
            ["max pool 3d"] = (new MaxPool(2, 2, 2), [[1, 4, 3, 4]]),
            ["global max pool"] = (new GlobalMaxPool(), [[3, 3, 2]]),
            ["average pool 1d"] = (new AveragePool(3) { Stride = [2], PadBegin = [1] }, [[2, 7]]),
            ["average pool 2d, ceil, padding counts"] = (
                new AveragePool(3, 3) { Stride = [2, 2], PadBegin = [1, 1], CeilMode = true }, [[2, 6, 5]]),
            ["average pool 2d, ceil, padding does not count"] = (
                new AveragePool(3, 3) { Stride = [2, 2], PadBegin = [1, 1], CeilMode = true, CountIncludePad = false }, [[2, 6, 5]]),
            ["average pool 3d"] = (new AveragePool(2, 1, 2), [[1, 4, 2, 4]]),
            ["adaptive average pool"] = (new AdaptiveAveragePool(3, 2), [[2, 7, 5]]),
            ["global average pool"] = (new GlobalAveragePool(KeepAxes: false), [[3, 3, 2]]),
            ["batch norm"] = (new BatchNorm(Weight(3), Weight(3).Map(Math.Abs), Weight(3), Weight(3)), [[3, 2, 2]]),
            ["layer norm"] = (new LayerNorm(Weight(5), Weight(5)), [[5, 3]]),
            ["layer norm, vector"] = (new LayerNorm(Epsilon: 0.5), [[6]]),
            ["rms norm"] = (new RmsNorm(Weight(5)), [[5, 2, 2]]),
            ["group norm"] = (new GroupNorm(2, Weight(6), Weight(6)), [[6, 2, 2]]),
            ["instance norm"] = (new InstanceNorm(Weight(3), Weight(3)), [[3, 5]]),
            ["multiply"] = (new Multiply(), [[2, 3], [2, 3]]),
            ["multiply, by channel"] = (new Multiply(), [[3], [3, 2, 2]]),
            ["multiply, by position"] = (new Multiply(), [[3, 2, 2], [1, 2, 2]]),
            ["multiply, both repeated"] = (new Multiply(), [[1, 3, 2], [4, 1, 2]]),
            ["add"] = (new Add(), [[2, 3], [2, 3], [2, 3]]),
            ["concat"] = (new Concat(), [[2, 3], [1, 3]]),
            ["flatten"] = (new Flatten(), [[2, 3, 2]]),
            ["reshape"] = (new Reshape(3, 4), [[2, 6]]),
            ["identity"] = (new Identity(), [[2, 3]]),
            ["pad"] = (new Pad([1, 0, 2], [0, 1, 1]), [[2, 3, 2]]),
            ["slice"] = (new Slice([0, 1, 0], [1, 2, 3]), [[2, 5, 7]]),
            ["parameter"] = (new Parameter(Weight(3)), [[3]]),
            ["permute"] = (new Permute(2, 0, 1), [[2, 3, 4]]),
            ["narrow"] = (new Narrow(1, 1, 3), [[2, 4, 3]]),
            ["nearest upsample"] = (new NearestUpsample(2, 3), [[2, 2, 3]]),
            ["lstm"] = (new Lstm(Direction(4, 3, 2)), [[3, 4]]),
            ["lstm, both ways, last state"] = (new Lstm(Direction(4, 2, 3), Direction(4, 2, 3)) { Sequence = false }, [[2, 3]]),
            ["lstm, back, without bias"] = (new Lstm(null, Direction(4, 3, 2, bias: false)), [[3, 2]]),
            ["gru"] = (new Gru(Direction(3, 3, 2), Direction(3, 3, 2)), [[3, 4]]),
            ["gru, reset before"] = (new Gru(Direction(3, 2, 3)) { ResetAfter = false }, [[2, 4]]),
            ["relu"] = (new Relu(), [[20]]),
            ["relu6"] = (new Relu6(), [[20]]),
            ["leaky relu"] = (new LeakyRelu(0.2), [[20]]),
            ["rrelu"] = (new RRelu(), [[20]]),
            ["prelu, shared"] = (new PRelu(Weight(1)), [[3, 4]]),
            ["prelu, by channel"] = (new PRelu(Weight(3)), [[3, 4]]),
            ["hardtanh"] = (new Hardtanh(-0.5, 0.75), [[20]]),
            ["hardsigmoid"] = (new Hardsigmoid(), [[20]]),
            ["hardswish"] = (new Hardswish(), [[20]]),
            ["hardshrink"] = (new Hardshrink(), [[20]]),
            ["softshrink"] = (new Softshrink(), [[20]]),
            ["threshold"] = (new Threshold(0.25, -2), [[20]]),
            ["elu"] = (new Elu(1.5), [[20]]),
            ["selu"] = (new Selu(), [[20]]),
            ["celu"] = (new Celu(1.5), [[20]]),
            ["gelu"] = (new Gelu(), [[20]]),
            ["gelu, tanh"] = (new Gelu(TanhApproximation: true), [[20]]),
            ["sigmoid"] = (new Sigmoid(), [[20]]),
            ["log sigmoid"] = (new LogSigmoid(), [[20]]),
            ["silu"] = (new Silu(), [[20]]),
            ["softplus"] = (new Softplus(2, 3), [[20]]),
            ["softsign"] = (new Softsign(), [[20]]),
            ["tanh"] = (new Tanh(), [[20]]),
            ["tanhshrink"] = (new Tanhshrink(), [[20]]),
        };

    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>The affine ones: every rule applies to them.</summary>
    public static TheoryData<string> AffineNames =>
        [.. All.Where(entry => entry.Value.Operator is AffineOperator).Select(entry => entry.Key)];

    /// <summary>Random inputs, wide enough to meet every branch of the activations.</summary>
    public static OracleTensor[] Inputs(string name, Random random) =>
        [.. All[name].Inputs.Select(shape => OracleTensor.Normal(random, shape).Map(x => 2.5 * x))];

    /// <summary>One direction of a recurrent layer.</summary>
    private static RecurrentWeights Direction(int gates, int features, int hidden, bool bias = true) => new(
        Weight(gates * hidden, features), Weight(gates * hidden, hidden), bias ? Weight(gates * hidden) : null,
        bias ? Weight(gates * hidden) : null);

    private static OracleTensor Weight(params int[] shape) => OracleTensor.Normal(s_random, shape);
}
