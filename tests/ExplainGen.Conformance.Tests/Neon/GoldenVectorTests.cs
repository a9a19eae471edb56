using System.Text.Json;
using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.TestKit.Goldens;

namespace ExplainGen.Conformance.Tests.Neon;

/// <summary>Generated single-precision code against the closed-form vectors of neuralized models, to 1e-5.</summary>
public sealed class GoldenVectorTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData("G1_ocsvm_0")]
    [InlineData("G1_ocsvm_1")]
    public void One_class_svm(string id)
    {
        (JsonElement inputs, JsonElement expected) = ClosedFormGoldens.Entry(id);
        double[][] vectors = Rows(inputs.GetProperty("support_vectors"));
        SmallDetector model = SmallDetector.Load(WeightFiles.InMemory(
        [
            HeadTensors.Matrix("detector.support_vectors", vectors),
            HeadTensors.Vector("detector.coefficients", inputs.GetProperty("alpha").Numbers()),
            HeadTensors.Vector("detector.gamma", inputs.GetProperty("gamma").GetDouble()),
            HeadTensors.Vector("detector.rho", 0.5),
        ]));

        Explanation why = model.Explain(Floats(inputs.GetProperty("x")));

        double score = expected.GetProperty("o").GetDouble();
        AssertClose(score, why.Logits.Span[0]);
        AssertClose(expected.GetProperty("R").Numbers(), why.Relevance.Span);
        AssertClose([.. expected.GetProperty("p").Numbers().Select(p => p * score)], why.Units.Span);
        AssertClose(expected.GetProperty("slack").GetDouble(), why.Ledger.Bias);
        Assert.Equal(-Math.Log(0.5), model.Threshold, 1e-12);
    }

    [Fact]
    public void K_means()
    {
        (JsonElement inputs, JsonElement expected) = ClosedFormGoldens.Entry("G3_kmeans");
        SmallClusters model = SmallClusters.Load(WeightFiles.InMemory(
        [
            HeadTensors.Matrix("kMeans1.centroids", Rows(inputs.GetProperty("centroids"))),
            HeadTensors.Vector("kMeans1.beta", inputs.GetProperty("beta").GetDouble()),
        ]));
        float[] x = Floats(inputs.GetProperty("x"));

        Explanation why = model.Explain(x);

        Assert.Equal(inputs.GetProperty("cluster").GetInt32(), model.Assign(x));
        AssertClose(expected.GetProperty("f").GetDouble(), why.Logits.Span[0]);
        AssertClose(expected.GetProperty("R").Numbers(), why.Relevance.Span);
        AssertClose(expected.GetProperty("f").GetDouble(), why.Sum);
        AssertClose([0, .. expected.GetProperty("q").Numbers().Select(q => q * expected.GetProperty("f").GetDouble())], why.Units.Span);
    }

    private static double[][] Rows(JsonElement rows) => [.. rows.EnumerateArray().Select(row => row.Numbers())];

    private static float[] Floats(JsonElement values) => [.. values.Numbers().Select(v => (float)v)];

    private static void AssertClose(double[] expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            AssertClose(expected[i], actual[i]);
    }

    private static void AssertClose(double expected, double actual) =>
        Assert.InRange(actual, expected - (Tolerance * Math.Max(1, Math.Abs(expected))), expected + (Tolerance * Math.Max(1, Math.Abs(expected))));
}
