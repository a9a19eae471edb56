using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Operators;

/// <summary>Recurrent layers, with the parameters that change what they do.</summary>
internal static class RecurrentCases
{
    private static readonly Random s_random = new(43);

    public static IReadOnlyList<OperatorCase> All { get; } =
    [
        new("Lstm", "plain", new Lstm(Weights(4, 3, 5)), 3, 6) { Declaration = "[Lstm(5, Name = \"layer\")]", Thorough = true },
        new("Lstm", "both ways", new Lstm(Weights(4, 2, 5), Weights(4, 2, 5)), 2, 4),
        new("Lstm", "both ways last state", new Lstm(Weights(4, 3, 17), Weights(4, 3, 17)) { Sequence = false }, 3, 5),
        new("Lstm", "reverse", new Lstm(null, Weights(4, 17, 16)), 17, 3),
        new("Lstm", "reverse last state without bias", new Lstm(null, Weights(4, 4, 3, bias: false)) { Sequence = false }, 4, 3),
        new("Lstm", "one token", new Lstm(Weights(4, 5, 4), Weights(4, 5, 4)), 5, 1),
        new("Gru", "plain", new Gru(Weights(3, 3, 5)), 3, 6) { Declaration = "[Gru(5, Name = \"layer\")]", Thorough = true },
        new("Gru", "reset before", new Gru(Weights(3, 3, 5)) { ResetAfter = false }, 3, 6),
        new("Gru", "both ways", new Gru(Weights(3, 2, 5), Weights(3, 2, 5)), 2, 4),
        new("Gru", "reset before both ways last state",
            new Gru(Weights(3, 3, 17), Weights(3, 3, 17)) { ResetAfter = false, Sequence = false }, 3, 5),
        new("Gru", "reverse", new Gru(null, Weights(3, 17, 16)), 17, 3),
        new("Gru", "without bias", new Gru(Weights(3, 4, 3, bias: false)), 4, 3),
        new("Gru", "reset before reverse without bias last state",
            new Gru(null, Weights(3, 4, 3, bias: false)) { ResetAfter = false, Sequence = false }, 4, 3),
        new("Gru", "one token", new Gru(Weights(3, 5, 4), Weights(3, 5, 4)), 5, 1),
    ];

    // Of a size that leaves gates between open and closed.
    private static RecurrentWeights Weights(int gates, int features, int hidden, bool bias = true)
    {
        int rows = gates * hidden;
        return new RecurrentWeights(
            OperatorCases.Normal(s_random, 0.8 / Math.Sqrt(features), rows, features),
            OperatorCases.Normal(s_random, 1 / Math.Sqrt(hidden), rows, hidden),
            bias ? OperatorCases.Normal(s_random, 0.5, rows) : null, bias ? OperatorCases.Normal(s_random, 0.5, rows) : null);
    }
}
