using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;

namespace ExplainGen.Graph.Tests.Oracle;

internal static class NetworkGoldenAssert
{
    /// <summary>The digits to which the sums at the modules are stored.</summary>
    private const double ModuleSumPrecision = 1e-8;

    /// <summary>Compares logits, the relevance at the input, and what is stored of the relevance at the modules.</summary>
    public static void Agrees(NetworkGoldens goldens, NetworkGoldenCase golden, OracleForward forward)
    {
        GoldenAssert.Within(
            Tolerances.RuleDouble, RelativeError.Max(forward.Output.Values, golden.Input.Logits.Values), $"{golden.Id}: logits");
        Assert.Equal(golden.Input.Target, Array.IndexOf(forward.Output.Values, forward.Output.Values.Max()));

        OracleTensor seed = OracleTensor.OneHot(golden.Input.Target, forward.Output.Length);
        OracleExplanation got = forward.Explain(GoldenNetworks.Rules(goldens, golden.Composite), seed);
        GoldenAssert.Within(
            Tolerances.NetworkDouble(golden.StoredAsDouble),
            RelativeError.Max(got.Input.Values, golden.Relevance.Values),
            $"{golden.Id}: relevance at the input");

        Assert.NotEmpty(golden.ModuleSums);
        foreach ((string module, double expected) in golden.ModuleSums)
        {
            OracleTensor relevance = got[module];
            double scale = relevance.Values.Sum(Math.Abs);
            GoldenAssert.Within(ModuleSumPrecision, Math.Abs(relevance.Sum - expected) / scale, $"{golden.Id}: sum at {module}");
            if (goldens.ModuleRelevance(golden.Id, module) is { } stored)
            {
                GoldenAssert.Within(
                    Tolerances.NetworkDouble(goldens.ModuleStoredAsDouble(golden.Id, module)),
                    RelativeError.Max(relevance.Values, stored.Values),
                    $"{golden.Id}: relevance at {module}");
            }
        }
    }
}
