using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.References;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Goldens;

/// <summary>One picture under one composite: what generated code gives beside Zennit's numbers.</summary>
internal static class NetworkGoldenComparison
{
    /// <summary>Compares the target, the logits, the relevance of the input and its sum, and the relevance at every module.</summary>
    /// <param name="model">The network as generated code.</param>
    /// <param name="goldens">The network's golden numbers.</param>
    /// <param name="id">The case.</param>
    /// <param name="oracle">The network in double precision.</param>
    public static IReadOnlyList<GoldenComparison> Of(DynamicModel model, NetworkGoldens goldens, string id, Lazy<OracleNetwork> oracle)
    {
        NetworkGoldenCase golden = goldens.Cases[id];
        Explanation why = model.Explain(ExplainerOf(golden), golden.Input.Input.ToSingle(), Target.Top.With(Seed.One), keepLayers: true);
        double[] logits = golden.Input.Logits.Values;
        var comparisons = new List<GoldenComparison>
        {
            new($"{id}, class", Math.Abs(why.Target.ClassIndex - golden.Input.Target), 0),
            new($"{id}, logits", LargestDifference(why.Logits.Span, logits), Tolerances.LogitsSingle(logits)),
        };

        double tolerance = Tolerances.NetworkSingle(golden.ZennitSingleErrorL2);
        double error = RelativeError.L2(why.Relevance.Span, golden.Relevance.Values);
        if (error > tolerance)
        {
            error = LeastErrorOfOtherDecisions(why, goldens, golden, oracle.Value, tolerance);
            comparisons.Add(new($"{id}, input relevance under the best of all decisions (relative L2)", error, tolerance));
            return comparisons;
        }

        comparisons.Add(new($"{id}, input relevance (relative L2)", error, tolerance));
        comparisons.Add(new(
            $"{id}, sum", Math.Abs(why.Sum - golden.Sum),
            Tolerances.RelevanceSumSingle(golden.AbsoluteSum, golden.Sum, golden.SumOfSingleRun)));
        var reference = new Lazy<SinglePrecision.Relevance>(() => new SinglePrecision(oracle.Value, golden.Input.Input).Explain(
            GoldenNetworks.Rules(goldens, golden.Composite), OracleTensor.OneHot(golden.Input.Target, logits.Length)));
        foreach (Layer layer in model.Metadata.Layers)
        {
            if (goldens.ModuleRelevance(id, layer.Name) is { } module)
                comparisons.Add(AtModule(why, golden, layer, module, reference));
        }

        return comparisons;
    }

    // Relevance inside a network can be worse conditioned than what arrives at its input; Zennit's single-precision error is stored
    // for the input alone, so that where it does not suffice the oracle tells the conditioning.
    private static GoldenComparison AtModule(
        Explanation why, NetworkGoldenCase golden, Layer layer, OracleTensor expected, Lazy<SinglePrecision.Relevance> reference)
    {
        double tolerance = Tolerances.NetworkSingle(golden.ZennitSingleErrorL2);
        double error = RelativeError.L2(why.At(layer).Span, expected.Values);
        if (error > tolerance)
            tolerance = reference.Value.ToleranceL2(layer.Name);
        return new($"{golden.Id} at {layer.Name} (relative L2)", error, tolerance);
    }

    /// <summary>The case is right all the same if it is for other choices where single precision can make none.</summary>
    private static double LeastErrorOfOtherDecisions(
        Explanation why, NetworkGoldens goldens, NetworkGoldenCase golden, OracleNetwork network, double tolerance)
    {
        Func<OracleNode, OracleRule> rules = GoldenNetworks.Rules(goldens, golden.Composite);
        OracleTensor seed = OracleTensor.OneHot(golden.Input.Target, golden.Input.Logits.Length);
        double best = double.PositiveInfinity;
        foreach (OracleForward forward in Decisions.Of(network, network.Forward(golden.Input.Input)))
        {
            best = Math.Min(best, RelativeError.L2(why.Relevance.Span, forward.Explain(rules, seed).Input.Values));
            if (best <= tolerance)
                break;
        }

        return best;
    }

    private static double LargestDifference(ReadOnlySpan<float> got, double[] expected)
    {
        double largest = got.Length == expected.Length ? 0 : double.NaN;
        for (int i = 0; i < Math.Min(got.Length, expected.Length); i++)
            largest = Math.Max(largest, Math.Abs(got[i] - expected[i]));
        return largest;
    }

    private static string ExplainerOf(NetworkGoldenCase golden) => string.Concat(
        golden.Composite.Split('_').Select(word => word == "nobias" ? "NoBias" : char.ToUpperInvariant(word[0]) + word[1..]));
}
