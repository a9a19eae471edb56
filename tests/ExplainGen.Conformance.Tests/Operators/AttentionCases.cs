using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Operators;

/// <summary>The operators of transformers, with the parameters that change what they do.</summary>
internal static class AttentionCases
{
    private static readonly Random s_random = new(43);

    /// <summary>Dense layers on the channels at each position.</summary>
    public static IEnumerable<OperatorCase> Linear() =>
    [
        new("Linear", "per position", PerPosition(4, 5), 5, 7) { Thorough = true },
        new("Linear", "per position of an image", PerPosition(19, 37), 37, 3, 4),
        new("Linear", "per position of a volume", PerPosition(3, 2), 2, 2, 3, 2),
        new("Linear", "per position of a vector", PerPosition(18, 17), 17),
        new("Linear", "per position without bias", PerPosition(33, 16) with { Bias = null }, 16, 5),
    ];

    /// <summary>A softmax that is not the last layer.</summary>
    public static IEnumerable<OperatorCase> Softmax() =>
    [
        new("Softmax", "of a vector", new ChannelSoftmax(), 21) { Trailer = Flattened },
        new("Softmax", "of a sequence", new ChannelSoftmax(), 5, 7) { Trailer = Flattened },
        new("Softmax", "of an image", new ChannelSoftmax(), 17, 3, 2) { Trailer = Flattened },
    ];

    /// <summary>Products of the input with a tensor of the same shape, or with a shorter one.</summary>
    public static IEnumerable<OperatorCase> MatMul() =>
    [
        new("MatMul", "square", new MatMul(), 6, 6) { Sources = [Tanh], Inputs = Both, Thorough = true },
        new("MatMul", "transposed right", new MatMul(false, true), 18, 5) { Sources = [Tanh], Inputs = Both, Thorough = true },
        new("MatMul", "transposed left", new MatMul(true, false), 18, 20) { Sources = [Tanh], Inputs = Both },
        new("MatMul", "both transposed", new MatMul(true, true), 17, 17) { Sources = [Tanh], Inputs = Both },
        new("MatMul", "longer right", new MatMul(true, false), 5, 8)
        {
            Sources = [Pooled], Inputs = [OperatorCase.Other, OracleNetwork.InputName],
        },
        new("MatMul", "planes", new MatMul(false, true), 3, 4, 5) { Sources = [Tanh], Inputs = Both },
        new("MatMul", "of itself", new MatMul(false, true), 6, 4) { Inputs = [OracleNetwork.InputName, OracleNetwork.InputName] },
    ];

    /// <summary>Attention from the projections of an input to those of a shorter one.</summary>
    public static IEnumerable<OperatorCase> Attention() =>
    [
        Projected("one head", new Attention(1), size: 5, values: 4, positions: 7) with { Thorough = true },
        Projected("heads of one channel", new Attention(3), size: 1, values: 1, positions: 6),
        Projected("heads of a block", new Attention(2), size: 16, values: 16, positions: 9),
        Projected("heads across blocks", new Attention(3), size: 20, values: 5, positions: 20),
        Projected("causal", new Attention(2) { Causal = true, Scale = 0.75 }, size: 4, values: 6, positions: 8) with { Thorough = true },
        Projected("shared heads", new Attention(6) { KeyValueHeads = 2 }, size: 3, values: 4, positions: 5),
        Projected("shared heads of a block", new Attention(4) { KeyValueHeads = 1, Causal = true }, size: 16, values: 8, positions: 18),
        new("Attention", "of itself", new Attention(2), 6, 5)
        {
            Inputs = [OracleNetwork.InputName, OracleNetwork.InputName, OracleNetwork.InputName],
        },
    ];

    private const string Flattened = "\n[Flatten(Name = \"flat\")]";

    private static OracleNode Tanh => new(OperatorCase.Other, new Tanh(), OracleNetwork.InputName);

    private static OracleNode Pooled => new(OperatorCase.Other, new AveragePool(2) { Stride = [1] }, OracleNetwork.InputName);

    private static string[] Both => [OracleNetwork.InputName, OperatorCase.Other];

    private static OperatorCase Projected(string title, Attention layer, int size, int values, int positions)
    {
        const int channels = 5;
        int shared = layer.KeyValueHeads ?? layer.Heads;
        OracleNode Project(string name, int features, string input) => new(name, new Linear(
            OperatorCases.Normal(s_random, 0.25, features, channels), Weight(features)) { PerPosition = true }, input);
        return new OperatorCase("Attention", title, layer, channels, positions)
        {
            Sources =
            [
                Pooled, Project("q", layer.Heads * size, OracleNetwork.InputName), Project("k", shared * size, OperatorCase.Other),
                Project("v", shared * values, OperatorCase.Other),
            ],
            Inputs = ["q", "k", "v"],
        };
    }

    private static Linear PerPosition(int features, int channels) =>
        new(Weight(features, channels), Weight(features)) { PerPosition = true };

    private static OracleTensor Weight(params int[] shape) => OperatorCases.Normal(s_random, 1, shape);
}
