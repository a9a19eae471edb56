using System.Text.Json;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.TestKit.Goldens;

/// <summary>One rule on a dense layer from three to two features.</summary>
/// <param name="OutputIsZero">Whether an output is exactly 0, so that the looser tolerance applies.</param>
public sealed record DenseVectorGolden(
    string Id, Linear Layer, OracleRule Rule, OracleTensor Input, OracleTensor Output, OracleTensor RelevanceOut,
    OracleTensor RelevanceIn, bool OutputIsZero)
{
    /// <summary>The absolute tolerance for one element of the expected relevance.</summary>
    public double Tolerance(double expected) =>
        OutputIsZero ? Tolerances.ClosedFormAtZero(expected) : Tolerances.ClosedForm(expected);
}

/// <summary>Small vectors in double precision: neuralized models, an MLP, flooding, and one dense layer under every rule.</summary>
public static class ClosedFormGoldens
{
    private static readonly JsonElement s_file = GoldenJson.ReadEmbedded("closed-form.json");

    /// <summary>The vectors of one dense layer, by id.</summary>
    public static IReadOnlyDictionary<string, DenseVectorGolden> DenseVectors { get; } = ParseDenseVectors();

    /// <summary>An entry with <c>inputs</c> and <c>expected</c>, such as <c>G3_kmeans</c>.</summary>
    public static (JsonElement Inputs, JsonElement Expected) Entry(string id)
    {
        JsonElement entry = s_file.GetProperty("neuralised").EnumerateArray().Single(candidate => candidate.Text("id") == id);
        return (entry.GetProperty("inputs"), entry.GetProperty("expected"));
    }

    private static Dictionary<string, DenseVectorGolden> ParseDenseVectors()
    {
        JsonElement layer = s_file.GetProperty("dense_layer");
        double[][] rows = [.. layer.GetProperty("W").EnumerateArray().Select(row => row.Doubles())];
        var weight = new OracleTensor([.. rows.SelectMany(row => row)], rows.Length, rows[0].Length);
        return layer.GetProperty("vectors").EnumerateArray().Select(vector => new DenseVectorGolden(
            vector.Text("id"),
            new Linear(weight, OracleTensor.Vector(vector.GetProperty("bias").Doubles())),
            GoldenParsing.Rule(vector.Text("rule"), vector.GetProperty("rule_params")),
            OracleTensor.Vector(layer.GetProperty("x").Doubles()),
            OracleTensor.Vector(vector.GetProperty("y").Doubles()),
            OracleTensor.Vector(layer.GetProperty("R_out").Doubles()),
            OracleTensor.Vector(vector.GetProperty("R_in").Doubles()),
            vector.Text("id").EndsWith("y0_exactly_zero", StringComparison.Ordinal))).ToDictionary(vector => vector.Id);
    }
}
