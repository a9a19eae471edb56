using System.Text.Json;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;
using OracleOps = ExplainGen.TestKit.Oracle.Operators;
using OracleRules = ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Graph.Tests.Oracle;

public sealed class ClosedFormTests
{
    public static TheoryData<string> DenseVectorIds => [.. ClosedFormGoldens.DenseVectors.Keys];

    [Theory]
    [MemberData(nameof(DenseVectorIds))]
    public void Dense_vector_agrees(string id)
    {
        DenseVectorGolden golden = ClosedFormGoldens.DenseVectors[id];
        OracleTensor got = golden.Rule.Propagate(golden.Layer, golden.Input, golden.RelevanceOut);
        AssertClose(golden.Output.Values, golden.Layer.Forward(golden.Input).Values);
        for (int i = 0; i < got.Length; i++)
            Assert.Equal(golden.RelevanceIn[i], got[i], golden.Tolerance(golden.RelevanceIn[i]));
    }

    [Fact]
    public void There_are_18_dense_vectors() => Assert.Equal(18, ClosedFormGoldens.DenseVectors.Count);

    public static TheoryData<string> MlpRules => ["lrp0", "epsilon_0.1", "gamma_0.25", "wsquare", "flat", "zbox_-1_1", "zplus"];

    [Theory]
    [MemberData(nameof(MlpRules))]
    public void Small_mlp_agrees(string rule)
    {
        (JsonElement inputs, JsonElement expected) = ClosedFormGoldens.Entry("G5_lrp_mlp");
        double[][] rows = [.. inputs.GetProperty("W1").EnumerateArray().Select(Doubles)];
        OracleTensor columns = new([.. Enumerable.Range(0, 4).Select(i => rows[i % 2][i / 2])], 2, 2);
        OracleNetwork network = OracleNetwork.Chain(
            ("hidden", new OracleOps.Linear(columns, OracleTensor.Vector(Doubles(inputs.GetProperty("b1"))))),
            ("relu", new OracleOps.Relu()),
            ("top", new OracleOps.Linear(
                new OracleTensor(Doubles(inputs.GetProperty("W2")), 1, 2),
                OracleTensor.Vector(inputs.GetProperty("b2").GetDouble()))));
        OracleForward forward = network.Forward(OracleTensor.Vector(Doubles(inputs.GetProperty("x"))));
        AssertClose(Doubles(expected.GetProperty("z")), forward["hidden"].Values);
        AssertClose(Doubles(expected.GetProperty("a")), forward["relu"].Values);
        AssertClose([expected.GetProperty("y").GetDouble()], forward.Output.Values);

        OracleExplanation got = forward.Explain(
            new Dictionary<string, OracleRules.OracleRule>
            {
                ["hidden"] = MlpRule(rule),
                ["relu"] = new OracleRules.Pass(),
                ["top"] = new OracleRules.Epsilon { Stabilizer = OracleRules.OracleStabilizer.None },
            },
            forward.Output);
        AssertClose(Doubles(expected.GetProperty("R_hidden")), got["relu"].Values);
        AssertClose(Doubles(expected.GetProperty("R_input").GetProperty(rule)), got.Input.Values);
    }

    [Fact]
    public void Flooding_agrees()
    {
        (JsonElement inputs, JsonElement expected) = ClosedFormGoldens.Entry("G6_flooding");
        double[] a = Doubles(inputs.GetProperty("a"));
        double[] w = Doubles(inputs.GetProperty("w"));
        double b = inputs.GetProperty("b").GetDouble();
        double reference = inputs.GetProperty("y_ref").GetDouble();
        Flooding.Result got = Flooding.Explain(a, w, b, reference);
        AssertClose([expected.GetProperty("t").GetDouble()], [got.Level]);
        AssertClose(Doubles(expected.GetProperty("a_ref")), got.Lowered);
        AssertClose(Doubles(expected.GetProperty("R")), got.Relevance);
        Assert.Equal(expected.GetProperty("y").GetDouble() - reference, got.Relevance.Sum(), 1e-12);
    }

    /// <summary>The bias belongs to the branch of its sign alone, once: y = x1 - x2 - 1 at (1, 1), seeded with -1.</summary>
    [Theory]
    [InlineData(1, 0, -1, 0)]
    [InlineData(2, 1, -2, 0.5)]
    public void Alpha_beta_counts_a_negative_bias_once(double alpha, double beta, double first, double second)
    {
        var layer = new OracleOps.Linear(new OracleTensor([1, -1], 1, 2), OracleTensor.Vector(-1));
        var rule = new OracleRules.AlphaBeta(alpha, beta) { Stabilizer = OracleRules.OracleStabilizer.None };
        OracleTensor got = rule.Propagate(layer, OracleTensor.Vector(1, 1), OracleTensor.Vector(-1));
        AssertClose([first, second], got.Values);
    }

    private static OracleRules.OracleRule MlpRule(string name)
    {
        OracleRules.OracleStabilizer none = OracleRules.OracleStabilizer.None;
        return name switch
        {
            "lrp0" => new OracleRules.Epsilon { Stabilizer = none },
            "epsilon_0.1" => new OracleRules.Epsilon { Stabilizer = new OracleRules.OracleStabilizer(0.1) },
            "gamma_0.25" => new OracleRules.Gamma(0.25) { Stabilizer = none },
            "wsquare" => new OracleRules.WSquare { Stabilizer = none, Bias = OracleRules.OracleBias.Ignore },
            "flat" => new OracleRules.Flat { Stabilizer = none },
            "zbox_-1_1" => new OracleRules.ZBox(-1, 1) { Stabilizer = none },
            "zplus" => new OracleRules.ZPlus { Stabilizer = none },
            _ => throw new ArgumentException($"No rule '{name}'.", nameof(name)),
        };
    }

    private static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    private static void AssertClose(double[] expected, double[] got)
    {
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], got[i], Tolerances.ClosedForm(expected[i]));
    }
}
