using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.TestKit.Goldens;

namespace ExplainGen.Conformance.Tests.Goldens;

/// <summary>One layer, one rule: what generated code gives beside Zennit's numbers.</summary>
internal static class RuleGoldenComparison
{
    /// <summary>Explains every sample of a case.</summary>
    /// <param name="model">The model of <see cref="RuleGoldenNetwork.ClassName"/>.</param>
    /// <param name="golden">The case.</param>
    public static GoldenComparison Of(DynamicModel model, RuleGolden golden)
    {
        string explainer = RuleGoldenNetwork.ExplainerName(golden);
        double[] expected = [.. Enumerable.Range(0, golden.BatchSize)
            .SelectMany(sample => golden.ExpectedRelevance(sample).SelectMany(tensor => tensor.Values))];
        float[] got = [.. Enumerable.Range(0, golden.BatchSize).SelectMany(sample => model.Explain(
            explainer, RuleGoldenNetwork.Input(golden, sample), RuleGoldenNetwork.Seed(golden, sample)).Relevance.ToArray())];
        return new(golden.Id, RelativeError.Max(got, expected), Tolerances.RuleSingle(golden.ZennitSingleError));
    }
}
