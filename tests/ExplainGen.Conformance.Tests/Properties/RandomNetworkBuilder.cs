using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>Puts networks together by chance: chains of layers with residual connections, dense connections and shared weights.</summary>
internal sealed partial class RandomNetworkBuilder
{
    private const int MostElements = 700;

    private readonly Random _random;
    private readonly NetworkStyle _style;
    private readonly List<OracleNode> _nodes = [];
    private readonly Dictionary<string, int[]> _shapes = [];
    private string _last = OracleNetwork.InputName;
    private int[] _shape;

    private RandomNetworkBuilder(Random random, bool gated)
    {
        _random = random;
        _style = gated ? NetworkStyle.Gated : (NetworkStyle)Between(0, 2);
        _shape = Between(1, 4) switch
        {
            1 => [Between(3, 24)],
            2 => [Channels(), Between(6, 10)],
            3 => [Channels(), Between(5, 8), Between(5, 8)],
            _ => [Between(1, 3), Between(3, 5), Between(3, 5), Between(3, 4)],
        };
        _shapes[OracleNetwork.InputName] = _shape;
    }

    /// <summary>How many pairs of input axes and style there are.</summary>
    public static int Kinds => 4 * 4;

    /// <summary>Draws a network.</summary>
    /// <param name="seed">What gives the same network again.</param>
    /// <param name="random">As the seed has it.</param>
    /// <param name="gated">Whether its style is <see cref="NetworkStyle.Gated"/> rather than one of the others.</param>
    public static RandomNetwork Build(string seed, Random random, bool gated)
    {
        var builder = new RandomNetworkBuilder(random, gated);
        int[] input = builder._shape;
        builder.AddLayers();
        return new RandomNetwork(seed, builder._style, input, new OracleNetwork(builder._nodes))
        {
            ElementCount = builder._shapes.Values.Sum(shape => OracleTensor.CountOf(shape)),
        };
    }

    private void AddLayers()
    {
        if (Chance(0.3))
            AddBeforeLinear();
        AddLinearBlock();
        int blocks = _style == NetworkStyle.Gated ? Between(4, 6) : Between(2, 4);
        for (int i = 0; i < blocks; i++)
            AddBlock();
        if (_shape.Length > 1)
        {
            if (Chance(0.5))
                Append(Chance(0.7) ? new GlobalAveragePool() : new GlobalMaxPool());
            Append(new Flatten());
        }

        if (Chance(0.3))
        {
            Append(Dense(Between(4, 18)));
            Append(Activation());
        }

        Append(Dense(Between(2, 5)));
    }

    private void AddBlock()
    {
        if (_style == NetworkStyle.Gated && Chance(0.8))
        {
            AddGatedBlock();
            return;
        }

        switch (Between(0, _shape.Length == 1 ? 5 : 12))
        {
            case 0 or 1:
                AddLinearBlock();
                break;
            case 2:
                AddResidual();
                break;
            case 3:
                AddConcat();
                break;
            case 4:
                AddShared();
                break;
            case 5:
                AddReshape();
                break;
            case 6 or 7:
                AddPool(Pool());
                break;
            case 8:
                AddNormalization();
                break;
            case 9:
                AddPadded();
                break;
            case 10 when OracleTensor.CountOf(_shape) * 2 <= MostElements:
                Append(new NearestUpsample(Axes(axis => axis == 0 ? 2 : Between(1, 2))));
                break;
            case 11:
                Append(Transposed());
                Append(Activation());
                break;
            default:
                Append(new Identity());
                break;
        }
    }

    // What may stand before the first linear layer.
    private void AddBeforeLinear()
    {
        if (_shape.Length == 1 || Chance(0.5))
            AddNormalization();
        else
            AddPool(Chance(0.5) ? Pool() : new AveragePool(Axes(_ => 2)) { Stride = Axes(_ => 1) });
    }

    private void AddLinearBlock()
    {
        Append(_shape.Length == 1 ? Dense(Between(3, 20)) : Convolved(Channels(), sameSize: false));
        if (Chance(0.4))
            AddNormalization();
        if (_style == NetworkStyle.Rectified || Chance(0.85))
            Append(Activation());
    }

    private void AddResidual()
    {
        string trunk = _last;
        Append(SameShape());
        if (Chance(0.4))
            AddNormalization();
        if (Chance(0.5))
        {
            Append(Activation());
            Append(SameShape());
        }

        Append(new Add(), Chance(0.5) ? [trunk, _last] : [_last, trunk]);
        if (Chance(0.7))
            Append(Activation());
    }

    private void AddConcat()
    {
        string trunk = _last;
        int[] shape = _shape;
        Append(_shape.Length == 1 ? Dense(Between(2, 17)) : Convolved(Between(1, 17), sameSize: true));
        if (_style == NetworkStyle.Rectified || Chance(0.6))
            Append(Activation());
        if (OracleTensor.CountOf(shape) + OracleTensor.CountOf(_shape) <= MostElements)
            Append(new Concat(), trunk, _last);
    }

    // One layer used twice, its weights once.
    private void AddShared()
    {
        OracleOperator layer = SameShape();
        Append(layer);
        Append(Activation());
        Append(layer);
        if (_style == NetworkStyle.Rectified)
            Append(Activation());
    }

    private void AddReshape()
    {
        int count = OracleTensor.CountOf(_shape);
        int[] divisors = [.. Enumerable.Range(1, count).Where(d => count % d == 0 && d <= 24)];
        int channels = divisors[_random.Next(divisors.Length)];
        Append(_shape.Length == 1
            ? new Reshape(channels, count / channels)
            : new Reshape([channels, .. Axes(axis => axis == 0 ? count / channels : 1)]));
    }

    // Never two in a row: which of them a layer takes up is not what is tested.
    private void AddNormalization()
    {
        if (_nodes.Count == 0 || _nodes[^1].Operator is not (BatchNorm or Identity))
            Append(Normalization());
    }

    private void AddPool(OracleOperator pool)
    {
        if (_shape.Skip(1).All(extent => extent >= 2))
            Append(pool);
    }

    private void AddPadded()
    {
        Append(new Pad([Chance(0.2) ? 2 : 0, .. Axes(_ => Between(0, 2))], [0, .. Axes(_ => Between(0, 1))]));
        if (Chance(0.3))
            return;
        Append(Convolved(Between(1, 6), sameSize: false));
        Append(Activation());
    }

    private OracleOperator SameShape() => _shape.Length == 1 ? Dense(_shape[0]) : Convolved(_shape[0], sameSize: true);

    private Linear Dense(int features) => new(Weights(_shape[0], features, _shape[0]), Bias(features));

    private Convolution Convolved(int channels, bool sameSize)
    {
        int groups = channels % 2 == 0 && _shape[0] % 2 == 0 && Chance(0.25) ? 2 : 1;
        int[] kernel = sameSize ? Axes(_ => Chance(0.5) ? 1 : 3) : Axes(axis => Between(1, Math.Min(3, _shape[axis + 1])));
        int[] padding = sameSize ? [.. kernel.Select(k => k / 2)] : Axes(_ => Between(0, 1));
        int[] dilation = sameSize
            ? Axes(_ => 1)
            : Axes(axis => kernel[axis] > 1 && (kernel[axis] - 1) * 2 < _shape[axis + 1] && Chance(0.2) ? 2 : 1);
        return new Convolution(
            Weights(_shape[0] / groups * OracleTensor.CountOf(kernel), [channels, _shape[0] / groups, .. kernel]), Bias(channels))
        {
            Stride = Axes(_ => !sameSize && Chance(0.25) ? 2 : 1),
            PadBegin = padding,
            PadEnd = sameSize ? padding : Axes(axis => Math.Max(0, padding[axis] - Between(0, 1))),
            Dilation = dilation,
            Groups = groups,
        };
    }

    private TransposedConvolution Transposed()
    {
        int channels = Between(1, 5);
        int[] kernel = Axes(_ => Between(1, 3));
        int[] stride = Axes(axis => axis == 0 && OracleTensor.CountOf(_shape) * 2 <= MostElements ? 2 : 1);
        return new TransposedConvolution(
            Weights(_shape[0] * OracleTensor.CountOf(kernel), [_shape[0], channels, .. kernel]), Bias(channels))
        {
            Stride = stride,
            PadBegin = Axes(axis => kernel[axis] == 3 ? 1 : 0),
            OutputPadding = Axes(axis => stride[axis] == 2 && Chance(0.3) ? 1 : 0),
        };
    }

    private OracleOperator Pool()
    {
        int[] kernel = Axes(axis => Math.Min(_shape[axis + 1], Between(2, 3)));
        int[] stride = Axes(_ => Between(1, 2));
        int[] padding = Axes(axis => kernel[axis] == 3 ? Between(0, 1) : 0);
        return Between(0, 3) switch
        {
            0 => new AveragePool(kernel) { Stride = stride, PadBegin = padding, CeilMode = Chance(0.3), CountIncludePad = Chance(0.5) },
            1 => new AdaptiveAveragePool(Axes(axis => Between(1, _shape[axis + 1]))),
            _ => new MaxPool(kernel) { Stride = stride, PadBegin = padding, CeilMode = Chance(0.3) },
        };
    }

    private BatchNorm Normalization()
    {
        int channels = _shape[0];
        OracleTensor variance = Normal(0.3, channels).Map(v => (float)(0.5 + Math.Abs(v)));
        return Chance(0.8)
            ? new BatchNorm(Normal(0.3, channels), variance, Normal(0.4, channels).Map(v => (float)(1 + v)), Normal(0.3, channels))
            : new BatchNorm(Normal(0.3, channels), variance, Epsilon: 1e-3);
    }

    private OracleOperator Activation()
    {
        if (_style == NetworkStyle.Rectified || Chance(0.6))
            return new Relu();
        OracleOperator[] homogeneous =
            [new LeakyRelu(0.1), new RRelu(), new Hardshrink(0.1), new PRelu(Normal(0.3, Chance(0.5) ? 1 : _shape[0]))];
        OracleOperator[] others =
        [
            new Relu6(), new Elu(), new Selu(), new Celu(0.7), new Gelu(), new Gelu(true), new Sigmoid(), new LogSigmoid(), new Silu(),
            new Softplus(), new Softsign(), new Softshrink(0.1), new Tanh(), new Tanhshrink(), new Hardtanh(), new Hardsigmoid(),
            new Hardswish(), new Threshold(0.05, 0.1),
        ];
        OracleOperator[] from = _style == NetworkStyle.Homogeneous ? homogeneous : [.. homogeneous, .. others];
        return from[_random.Next(from.Length)];
    }

    private OracleTensor Weights(int fanIn, params int[] shape) => Normal(1.2 / Math.Sqrt(fanIn), shape);

    private OracleTensor? Bias(int channels) => Chance(0.8) ? Normal(0.2, channels) : null;

    private OracleTensor Normal(double scale, params int[] shape) => OracleTensor.Normal(_random, shape).Map(v => (float)(scale * v));

    private int[] Axes(Func<int, int> value) => [.. Enumerable.Range(0, _shape.Length - 1).Select(value)];

    private int Channels() => Chance(0.2) ? Between(17, 20) : Between(1, 6);

    private int Between(int least, int most) => _random.Next(least, most + 1);

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private void Append(OracleOperator layer) => Append(layer, _last);

    private void Append(OracleOperator layer, params string[] inputs)
    {
        string name = $"{char.ToLowerInvariant(layer.GetType().Name[0])}{layer.GetType().Name[1..]}{_nodes.Count}";
        _shape = _shapes[name] = layer.OutputShape([.. inputs.Select(input => _shapes[input])]);
        _nodes.Add(new OracleNode(name, layer, inputs));
        _last = name;
    }
}
