using System.Text.Json;
using ExplainGen.Cli.Compiling;
using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Neon;

/// <summary>Models that scikit-learn fitted, written as skl2onnx writes them, say what scikit-learn says.</summary>
public sealed class ScikitLearnTests
{
    private static readonly JsonElement s_fixture = Read();

    public static TheoryData<string> Names =>
        [.. s_fixture.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scores_and_labels_are_those_of_scikit_learn(string name)
    {
        JsonElement fitted = s_fixture.GetProperty("models").EnumerateArray().Single(m => m.GetProperty("name").GetString() == name);
        (string Name, object Value)[] attributes =
            [.. fitted.GetProperty("attributes").EnumerateObject().Select(a => (a.Name, Value(a.Value)))];
        string op = fitted.GetProperty("operator").GetString()!;
        int features = s_fixture.GetProperty("features").GetInt32();
        OnnxFile start = ModelFiles.Start(features, 13);
        OnnxFile file = op switch
        {
            "KMeans" => start.KMeans((float[])attributes[0].Value, ModelFiles.Norms((float[])attributes[0].Value, 3), 3),
            "SVMRegressor" => start.Model("y", op, "x", attributes).Output("y"),
            _ => start.Model("label y", op, "x", attributes).Output("y"),
        };
        CompiledModel model = ModelRuntime.Compile(ModelRuntime.Import(file));
        float[][] points = [.. Reals(s_fixture.GetProperty("points")).Chunk(features)];
        long[] labels = [.. fitted.GetProperty("labels").EnumerateArray().Select(label => label.GetInt64())];
        double[][] expected = [.. fitted.GetProperty("scores").EnumerateArray().Select(row => Reals(row).Select(v => (double)v).ToArray())];
        for (int n = 0; n < points.Length; n++)
        {
            float[] scores = model.Predict(points[n]);
            if (Scores(name, attributes, expected[n]) is { } known)
                ModelRuntime.AssertNear(known, scores, 1e-5);
            int? label = Label(name, scores);
            if (label is not null)
                Assert.Equal(labels[n], (long)label);
            ModelRuntime.AssertConserves(model, points[n]);
        }
    }

    // What scikit-learn's scores are here; null where they cannot be told from its decision values.
    private static double[]? Scores(string name, (string Name, object Value)[] attributes, double[] decision)
    {
        return name switch
        {
            "SVC of two classes" or "SVC of three classes" => null,
            "OneClassSVM" => [-Math.Log((decision[0] - Numbers("rho")[0]) / Numbers("coefficients").Sum(v => (double)v))],
            "KMeans" => [.. decision.Select((own, c) => decision.Where((_, k) => k != c).Min(d => d * d) - own * own)],
            _ => decision,
        };

        float[] Numbers(string attribute) => (float[])attributes.Single(a => a.Name == attribute).Value;
    }

    private static int? Label(string name, float[] scores) => name switch
    {
        // Of two classes the first is positive; of three, one wins against both others, or none does.
        "SVC of two classes" => scores[0] > 0 ? 0 : 1,
        "SVC of three classes" => scores.Max() > 0 ? Array.IndexOf(scores, scores.Max()) : null,
        "linear SVC of three classes" or "OneClassSVM" => null,
        "RandomForestClassifier of two classes" => scores[0] > 0.5 ? 1 : 0,
        _ => scores.Length == 1 ? (scores[0] > 0 ? 1 : 0) : Array.IndexOf(scores, scores.Max()),
    };

    private static object Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetInt32(),
        _ when value[0].ValueKind == JsonValueKind.String => value.EnumerateArray().Select(v => v.GetString()!).ToArray(),
        _ when value.EnumerateArray().All(v => !v.GetRawText().Contains('.', StringComparison.Ordinal)) =>
            value.EnumerateArray().Select(v => v.GetInt64()).ToArray(),
        _ => Reals(value),
    };

    private static float[] Reals(JsonElement values) => [.. values.EnumerateArray().Select(v => v.GetSingle())];

    private static JsonElement Read()
    {
        const string name = "ExplainGen.Onnx.Tests.Neon.Fixtures.scikit-learn.json";
        using Stream stream = typeof(ScikitLearnTests).Assembly.GetManifestResourceStream(name)!;
        return JsonDocument.Parse(stream).RootElement;
    }
}
