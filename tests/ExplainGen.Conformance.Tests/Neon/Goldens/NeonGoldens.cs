using System.Text.Json;
using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Goldens;
using ExplainGen.TestKit.Goldens;
using ExplainGen.Weights;

namespace ExplainGen.Conformance.Tests.Neon.Goldens;

/// <summary>Generated single-precision code beside the closed-form vectors of neuralized models, to 1e-5.</summary>
internal static class NeonGoldens
{
    private const double Allowed = 1e-5;

    /// <summary>The vectors, each with what compares it.</summary>
    public static IReadOnlyDictionary<string, Func<IReadOnlyList<GoldenComparison>>> Cases { get; } =
        new SortedDictionary<string, Func<IReadOnlyList<GoldenComparison>>>(StringComparer.Ordinal)
        {
            ["G1_ocsvm_0"] = () => OneClassSvm("G1_ocsvm_0"),
            ["G1_ocsvm_1"] = () => OneClassSvm("G1_ocsvm_1"),
            ["G2_kde"] = Kde,
            ["G3_kmeans"] = KMeans,
            ["G4_svm_rbf"] = RbfSvm,
        };

    private static IReadOnlyList<GoldenComparison> OneClassSvm(string id)
    {
        (JsonElement inputs, JsonElement expected) = ClosedFormGoldens.Entry(id);
        SmallDetector model = SmallDetector.Load(WeightFiles.InMemory(
        [
            HeadTensors.Matrix("detector.support_vectors", Rows(inputs.GetProperty("support_vectors"))),
            HeadTensors.Vector("detector.coefficients", inputs.GetProperty("alpha").Numbers()),
            HeadTensors.Vector("detector.gamma", inputs.GetProperty("gamma").GetDouble()),
            HeadTensors.Vector("detector.rho", 0.5),
        ]));

        Explanation why = model.Explain(Floats(inputs.GetProperty("x")));

        double score = expected.GetProperty("o").GetDouble();
        return
        [
            .. Compare(id + " score", [score], why.Logits.Span),
            .. Compare(id + " relevance", expected.GetProperty("R").Numbers(), why.Relevance.Span),
            .. Compare(id + " units", [.. expected.GetProperty("p").Numbers().Select(p => p * score)], why.Units.Span),
            .. Compare(id + " slack", [expected.GetProperty("slack").GetDouble()], [(float)why.Ledger.Bias]),
        ];
    }

    private static IReadOnlyList<GoldenComparison> KMeans()
    {
        (JsonElement inputs, JsonElement expected) = ClosedFormGoldens.Entry("G3_kmeans");
        SmallClusters model = SmallClusters.Load(WeightFiles.InMemory(
        [
            HeadTensors.Matrix("kMeans1.centroids", Rows(inputs.GetProperty("centroids"))),
            HeadTensors.Vector("kMeans1.beta", inputs.GetProperty("beta").GetDouble()),
        ]));
        float[] x = Floats(inputs.GetProperty("x"));

        Explanation why = model.Explain(x);

        double score = expected.GetProperty("f").GetDouble();
        return
        [
            .. Compare("G3 cluster", [inputs.GetProperty("cluster").GetInt32()], [model.Assign(x)]),
            .. Compare("G3 score", [score], why.Logits.Span[..1]),
            .. Compare("G3 relevance", expected.GetProperty("R").Numbers(), why.Relevance.Span),
            .. Compare("G3 sum", [score], [(float)why.Sum]),
            .. Compare("G3 units", [0, .. expected.GetProperty("q").Numbers().Select(q => q * score)], why.Units.Span),
        ];
    }

    private static IReadOnlyList<GoldenComparison> Kde()
    {
        (JsonElement inputs, JsonElement expected) = ClosedFormGoldens.Entry("G2_kde");
        SmallDensity model = SmallDensity.Load(WeightFiles.InMemory(
        [
            HeadTensors.Matrix("kde1.points", Rows(inputs.GetProperty("points"))),
            HeadTensors.Vector("kde1.gamma", inputs.GetProperty("gamma").GetDouble()),
        ]));

        Explanation why = model.Explain(Floats(inputs.GetProperty("x")));

        double score = expected.GetProperty("o").GetDouble();
        return
        [
            .. Compare("G2 score", [score], why.Logits.Span),
            .. Compare("G2 relevance", expected.GetProperty("R").Numbers(), why.Relevance.Span),
            .. Compare("G2 units", [.. expected.GetProperty("p").Numbers().Select(p => p * score)], why.Units.Span),
            .. Compare("G2 sum", [score], [(float)why.Sum]),
        ];
    }

    private static IReadOnlyList<GoldenComparison> RbfSvm()
    {
        (JsonElement inputs, JsonElement expected) = ClosedFormGoldens.Entry("G4_svm_rbf");
        double[] above = inputs.GetProperty("alpha_positive").Numbers(), below = inputs.GetProperty("alpha_negative").Numbers();
        double[][] vectors = [.. Rows(inputs.GetProperty("positive")), .. Rows(inputs.GetProperty("negative"))];
        WeightReader Weights() => WeightFiles.InMemory(
        [
            HeadTensors.Matrix("rbfSvm1.support_vectors", vectors),
            HeadTensors.Matrix("rbfSvm1.coefficients", [[.. above, .. below.Select(a => -a)]]),
            HeadTensors.Vector("rbfSvm1.gamma", inputs.GetProperty("gamma").GetDouble()),
            HeadTensors.Vector("rbfSvm1.bias", inputs.GetProperty("bias").GetDouble()),
            HeadTensors.Vector("rbfSvm1.counts", above.Length, below.Length),
        ]);
        float[] x = Floats(inputs.GetProperty("x"));

        Explanation midpoint = SmallMidpointClassifier.Load(Weights()).Explain(x);
        Explanation gradient = SmallGradientClassifier.Load(Weights()).Explain(x);

        double score = expected.GetProperty("g").GetDouble();
        return
        [
            .. Compare("G4 score", [score, score], [midpoint.Logits.Span[0], gradient.Logits.Span[0]]),
            .. Compare("G4 midpoint", expected.GetProperty("R_midpoint").Numbers(), midpoint.Relevance.Span),
            .. Compare("G4 gradient x input", expected.GetProperty("R_gradient_x_input").Numbers(), gradient.Relevance.Span),
            .. Compare("G4 sums", [score, score],
                [(float)(midpoint.Sum + midpoint.Ledger.Bias), (float)(gradient.Sum + gradient.Ledger.Bias)]),
        ];
    }

    private static double[][] Rows(JsonElement rows) => [.. rows.EnumerateArray().Select(row => row.Numbers())];

    private static float[] Floats(JsonElement values) => [.. values.Numbers().Select(v => (float)v)];

    private static GoldenComparison[] Compare(string name, double[] expected, ReadOnlySpan<float> actual)
    {
        if (expected.Length != actual.Length)
            return [new GoldenComparison($"{name}: {actual.Length} values for {expected.Length}", double.PositiveInfinity, 0)];
        var comparisons = new GoldenComparison[expected.Length];
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(expected[i] - actual[i]) / Math.Max(1, Math.Abs(expected[i]));
            comparisons[i] = new GoldenComparison($"{name}[{i}]", error, Allowed);
        }

        return comparisons;
    }
}
