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

    private static Linear PerPosition(int features, int channels) =>
        new(Weight(features, channels), Weight(features)) { PerPosition = true };

    private static OracleTensor Weight(params int[] shape) => OperatorCases.Normal(s_random, 1, shape);
}
