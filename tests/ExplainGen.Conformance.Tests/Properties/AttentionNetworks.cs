using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>Small transformers put together by chance: blocks of attention and dense layers on tokens, with residual connections.</summary>
internal sealed class AttentionNetworks
{
    private const int Count = 8;

    private readonly Random _random;
    private readonly bool _hasBias;
    private readonly List<OracleNode> _nodes = [];
    private readonly Dictionary<string, int[]> _shapes = [];

    private AttentionNetworks(int seed)
    {
        _random = new Random(seed);
        _hasBias = seed % 2 == 0;
    }

    /// <summary>The networks, every other one without biases.</summary>
    public static IReadOnlyList<RandomNetwork> All { get; } = [.. Enumerable.Range(0, Count).Select(Build)];

    /// <summary>Whether a network has no biases.</summary>
    public static bool IsLinearInValues(int number) => number % 2 == 1;

    private static RandomNetwork Build(int seed)
    {
        var builder = new AttentionNetworks(seed);
        int[] input = [builder.Between(3, 18), builder.Between(3, 8)];
        builder._shapes[OracleNetwork.InputName] = input;
        string last = builder.PerPosition(OracleNetwork.InputName, builder.Between(4, 20));
        for (int block = 0; block < 2; block++)
        {
            string mixed = seed < 6 ? builder.Attended(last) : builder.WrittenOut(last);
            last = builder.Add(new Add(), last, builder.PerPosition(mixed, builder._shapes[last][0]));
            string hidden = builder.Add(new Relu(), builder.PerPosition(last, builder.Between(4, 20)));
            last = builder.Add(new Add(), builder.PerPosition(hidden, builder._shapes[last][0]), last);
        }

        string pooled = builder.Add(new Flatten(), builder.Add(new GlobalAveragePool(), last));
        builder.Add(builder.Dense(pooled, 3), pooled);
        return new RandomNetwork($"Attention{seed}", NetworkStyle.Any, input, new OracleNetwork(builder._nodes))
        {
            ElementCount = builder._shapes.Values.Sum(shape => OracleTensor.CountOf(shape)),
        };
    }

    private string Attended(string x)
    {
        int shared = Between(1, 3), heads = shared * Between(1, 2), size = Between(1, 6);
        string source = Chance(0.3) ? Add(new AveragePool(2) { Stride = [1] }, x) : x;
        var layer = new Attention(heads) { Causal = Chance(0.4), KeyValueHeads = shared, Scale = Chance(0.3) ? 0.5 : null };
        return Add(
            layer, PerPosition(x, heads * size), PerPosition(source, shared * size), PerPosition(source, shared * Between(1, 6)));
    }

    /// <summary>One head as products and a softmax: V softmax(K^T Q).</summary>
    private string WrittenOut(string x)
    {
        int size = Between(2, 6);
        string scores = Add(new MatMul(TransposeA: true), PerPosition(x, size), PerPosition(x, size));
        return Add(new MatMul(), PerPosition(x, Between(2, 6)), Add(new ChannelSoftmax(), scores));
    }

    private string PerPosition(string x, int features) => Add(Dense(x, features) with { PerPosition = true }, x);

    private Linear Dense(string x, int features)
    {
        int channels = _shapes[x][0];
        return new Linear(Normal(1 / Math.Sqrt(channels), features, channels), _hasBias ? Normal(0.2, features) : null);
    }

    private string Add(OracleOperator layer, params string[] inputs)
    {
        string kind = layer.GetType().Name, name = $"{char.ToLowerInvariant(kind[0])}{kind[1..]}{_nodes.Count}";
        _shapes[name] = layer.OutputShape([.. inputs.Select(input => _shapes[input])]);
        _nodes.Add(new OracleNode(name, layer, inputs));
        return name;
    }

    private OracleTensor Normal(double scale, params int[] shape) => OracleTensor.Normal(_random, shape).Map(v => (float)(scale * v));

    private int Between(int least, int most) => _random.Next(least, most + 1);

    private bool Chance(double probability) => _random.NextDouble() < probability;
}
