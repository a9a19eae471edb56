using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using OracleOps = ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>Small random networks: chains with residual sums, concatenations, pools and normalizations, ending in a dense layer.</summary>
internal sealed class RandomNetwork
{
    private readonly Random _random;
    private readonly List<OracleNode> _nodes = [];
    private readonly bool _rectified;
    private string _last = OracleNetwork.InputName;
    private int[] _shape;

    private RandomNetwork(int seed, bool rectified)
    {
        _random = new Random(seed);
        _rectified = rectified;
        int channels = 1 + _random.Next(4);
        _shape = _random.Next(4) switch
        {
            0 => [channels, 8 + _random.Next(6)],
            1 => [channels, 4, 4 + _random.Next(3), 5],
            _ => [channels, 6 + _random.Next(4), 6 + _random.Next(4)],
        };
        InputShape = _shape;
    }

    /// <summary>The input's shape.</summary>
    public int[] InputShape { get; }

    /// <summary>A network from a seed.</summary>
    /// <param name="seed">The same seed gives the same network.</param>
    /// <param name="rectified">Whether every activation is a ReLU; otherwise there are leaky and smooth ones too.</param>
    public static (OracleNetwork Network, int[] InputShape) Create(int seed, bool rectified)
    {
        var builder = new RandomNetwork(seed, rectified);
        builder.AddConvolution();
        builder.AddActivation();
        int blocks = 1 + builder._random.Next(3);
        for (int i = 0; i < blocks; i++)
            builder.AddBlock();
        builder.Add("flatten", new Flatten());
        builder.AddDense(5 + builder._random.Next(14));
        builder.AddActivation();
        builder.AddDense(4);
        return (new OracleNetwork(builder._nodes), builder.InputShape);
    }

    private void AddBlock()
    {
        switch (_random.Next(6))
        {
            case 0:
                AddConvolution();
                AddActivation();
                break;
            case 1:
                AddResidual();
                break;
            case 2:
                AddDenseConnection();
                break;
            case 3 when Spatial.Min() >= 4:
                Add("pool", new MaxPool([.. Spatial.Select(_ => 2)]) { Stride = [.. Spatial.Select(_ => 2)] });
                break;
            case 4 when Spatial.Min() >= 4:
                Add("mean", new AveragePool([.. Spatial.Select(_ => 2)]) { Stride = [.. Spatial.Select(_ => 2)] });
                break;
            default:
                AddShared();
                break;
        }
    }

    private int[] Spatial => _shape[1..];

    private void AddConvolution(bool sameShape = false)
    {
        int outputs = sameShape ? _shape[0] : 2 + _random.Next(18);
        int kernel = 1 + (2 * _random.Next(2));
        bool norm = _random.Next(3) == 0;
        Add("conv", Convolution(outputs, kernel, bias: !norm));
        if (norm)
            Add("norm", new BatchNorm(Vector(outputs, 0.3), Vector(outputs, 0.2, 1), Vector(outputs, 0.2, 1), Vector(outputs, 0.2)));
    }

    private Convolution Convolution(int outputs, int kernel, bool bias) => new(
        Weight([outputs, _shape[0], .. Spatial.Select(_ => kernel)]), bias ? Vector(outputs, 0.1) : null)
    {
        PadBegin = [.. Spatial.Select(_ => kernel / 2)],
    };

    private void AddResidual()
    {
        string entry = _last;
        AddConvolution(sameShape: true);
        AddActivation();
        AddConvolution(sameShape: true);
        Add("sum", new Add(), entry, _last);
        AddActivation();
    }

    private void AddDenseConnection()
    {
        string entry = _last;
        int[] shape = _shape;
        AddConvolution();
        AddActivation();
        string left = _last;
        int[] leftShape = _shape;
        _last = entry;
        _shape = shape;
        AddConvolution();
        AddActivation();
        Add("concat", new Concat(), left, _last);
        _shape = [leftShape[0] + _shape[0], .. leftShape[1..]];
    }

    // One convolution used twice: both uses read the same weights.
    private void AddShared()
    {
        Convolution layer = Convolution(_shape[0], 3, bias: true);
        Add("first", layer);
        AddActivation();
        Add("second", layer);
        AddActivation();
    }

    private void AddDense(int outputs) => Add("dense", new Linear(Weight(outputs, _shape[0]), Vector(outputs, 0.1)));

    private void AddActivation() => Add("act", _rectified ? new OracleOps.Relu() : _random.Next(4) switch
    {
        0 => new OracleOps.LeakyRelu(0.1),
        1 => new OracleOps.Tanh(),
        2 => new OracleOps.Elu(1),
        _ => new OracleOps.Relu(),
    });

    private void Add(string stem, OracleOperator layer, params string[] inputs)
    {
        string name = $"{stem}{_nodes.Count}";
        _nodes.Add(new OracleNode(name, layer, inputs.Length == 0 ? [_last] : inputs));
        _last = name;
        if (layer is not Concat)
            _shape = layer.OutputShape(inputs.Length == 0 ? [_shape] : [.. inputs.Select(_ => _shape)]);
    }

    private OracleTensor Weight(params int[] shape)
    {
        double fan = OracleTensor.CountOf(shape.AsSpan(1));
        return OracleTensor.Normal(_random, shape).Map(w => (float)(w * Math.Sqrt(1.5 / fan)));
    }

    private OracleTensor Vector(int count, double scale, double around = 0) =>
        OracleTensor.Normal(_random, count).Map(v => (float)Math.Max(around > 0 ? 0.1 : double.NegativeInfinity, around + (v * scale)));
}
