using ExplainGen.Neon;

namespace ExplainGen.Conformance.Tests.Neon;

/// <summary>The gradient of generated code against differences of the oracle's score.</summary>
internal static class HeadGradient
{
    /// <summary>Compares them; the model's second explainer is its gradient.</summary>
    /// <param name="model">The model.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="x">The input.</param>
    /// <param name="output">The score.</param>
    /// <param name="score">The same by the oracle, in double precision.</param>
    public static void AssertIsThatOf(INeuralizedModel model, ModelMetadata metadata, double[] x, int output, Func<double[], double> score)
    {
        Explanation gradient = ModelRunner.Explain(
            model, metadata, model.Workspaces, 1, RandomPoints.Floats(x), Target.Class(output), keepLayers: false);
        double[] expected = [.. x.Select((_, i) => (score(Moved(x, i, 1e-5)) - score(Moved(x, i, -1e-5))) / 2e-5)];
        double scale = expected.Max(Math.Abs);
        Assert.NotEqual(0, scale);
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(expected[i], gradient.Relevance.Span[i], 1e-4 * scale);
    }

    private static double[] Moved(double[] x, int at, double step) => [.. x.Select((v, i) => i == at ? v + step : v)];
}
