using System.Text.Json;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Oracle;

/// <summary>The oracle of neuralized models gives the numbers of an independent computation.</summary>
public sealed class NeonGoldenTests
{
    [Theory]
    [InlineData("G1_ocsvm_0")]
    [InlineData("G1_ocsvm_1")]
    public void One_class_svm(string id)
    {
        (JsonElement inputs, JsonElement expected) = ClosedFormGoldens.Entry(id);
        NeonResult got = OneClassSvm.Outlier(
            Vector(inputs, "x"), Rows(inputs, "support_vectors"), Vector(inputs, "alpha"), Number(inputs, "gamma"));
        double o = Number(expected, "o");
        AssertClose([o], got.Scores);
        AssertClose([.. Vector(expected, "p").Select(p => p * o)], got.UnitRelevance);
        AssertClose(Vector(expected, "R"), got.Relevance);
        AssertClose([Number(expected, "slack")], [got.Bias]);
    }

    [Fact]
    public void Kde_outlierness()
    {
        (JsonElement inputs, JsonElement expected) = ClosedFormGoldens.Entry("G2_kde");
        NeonResult got = Kde.Explain(Vector(inputs, "x"), Rows(inputs, "points"), Number(inputs, "gamma"));
        double o = Number(expected, "o");
        AssertClose([o], got.Scores);
        AssertClose([.. Vector(expected, "p").Select(p => p * o)], got.UnitRelevance);
        AssertClose(Vector(expected, "R"), got.Relevance);
    }

    [Fact]
    public void K_means()
    {
        (JsonElement inputs, JsonElement expected) = ClosedFormGoldens.Entry("G3_kmeans");
        int cluster = inputs.GetProperty("cluster").GetInt32();
        double[][] centroids = Rows(inputs, "centroids");
        NeonResult got = KMeans.Explain(Vector(inputs, "x"), centroids, Number(inputs, "beta"), cluster);
        double f = Number(expected, "f");
        AssertClose(Vector(expected, "h"), KMeans.Units(Vector(inputs, "x"), centroids, cluster));
        AssertClose([f], [got.Scores[cluster]]);
        AssertClose([.. Vector(expected, "q").Select(q => q * f)], [.. got.UnitRelevance.Where((_, k) => k != cluster)]);
        AssertClose(Vector(expected, "R"), got.Relevance);
    }

    [Theory]
    [InlineData(0, "R_gradient_x_input")]
    [InlineData(1, "R_midpoint")]
    public void Rbf_svm(double eta, string rule)
    {
        (JsonElement inputs, JsonElement expected) = ClosedFormGoldens.Entry("G4_svm_rbf");
        double[][] vectors = [.. Rows(inputs, "positive"), .. Rows(inputs, "negative")];
        double[] coefficients = [.. Vector(inputs, "alpha_positive"), .. Vector(inputs, "alpha_negative").Select(a => -a)];
        double[] x = Vector(inputs, "x");
        NeonResult got = RbfSvm.Explain(x, vectors, coefficients, Number(inputs, "gamma"), Number(inputs, "bias"), eta);
        AssertClose(
            [Number(expected, "f")], [RbfSvm.Decision(x, vectors, coefficients, Number(inputs, "gamma"), Number(inputs, "bias"))]);
        AssertClose([Number(expected, "g")], got.Scores);
        AssertClose(Vector(expected, rule), got.Relevance);
    }

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private static double[] Vector(JsonElement element, string name) => Doubles(element.GetProperty(name));

    private static double[][] Rows(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(Doubles)];

    private static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    private static void AssertClose(double[] expected, double[] got)
    {
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < got.Length; i++)
            Assert.Equal(expected[i], got[i], Tolerances.ClosedForm(expected[i]));
    }
}
