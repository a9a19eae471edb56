using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Dynamic;

/// <summary>Rules of the oracle as the attributes that declare them.</summary>
internal static class RuleText
{
    /// <summary>One rule attribute.</summary>
    /// <param name="rule">The rule with its parameters.</param>
    /// <param name="selector">The layers it is for.</param>
    /// <param name="explainer">The explainer it is for; null for all.</param>
    public static string Of(OracleRule rule, string selector, string? explainer = null)
    {
        string[] arguments = [$"\"{selector}\"", .. Parameters(rule), .. explainer is null ? new string[0] : [$"For = \"{explainer}\""]];
        return $"[{NameOf(rule)}({string.Join(", ", arguments)})]";
    }

    private static string NameOf(OracleRule rule) => rule switch
    {
        Gradient => "PlainGradient",
        Deconvnet => "Deconvolution",
        MaxPoolWinner => "Winner",
        MaxPoolTieSplit => "TieSplit",
        MaxPoolProportional => "Proportional",
        _ => rule.GetType().Name,
    };

    private static IEnumerable<string> Parameters(OracleRule rule) => rule switch
    {
        Epsilon r => [LayerText.Number(r.Stabilizer.Epsilon), .. Forms(r.Stabilizer), .. Bias(r.Bias)],
        AlphaBeta r => [LayerText.Number(r.Alpha), LayerText.Number(r.Beta), .. Linear(r)],
        Gamma r => [LayerText.Number(r.Value), .. Linear(r)],
        ZBox r => [Bound("Low", r.Low), Bound("High", r.High), .. Linear(r)],
        ContributionRule r => Linear(r),
        Norm r => Stabilizer(r.Stabilizer),
        Uniform r => Stabilizer(r.Stabilizer),
        AttnLrp r => Stabilizer(r.Stabilizer),
        CpLrp r => Stabilizer(r.Stabilizer),
        MaxPoolProportional r => Stabilizer(r.Stabilizer),
        SignalTakesAll { GateName: { } gate } => [$"Gate = \"{gate}\""],
        BetaSmooth r => [LayerText.Number(r.Beta)],
        _ => [],
    };

    private static IEnumerable<string> Linear(ContributionRule rule) => [.. Stabilizer(rule.Stabilizer), .. Bias(rule.Bias)];

    private static IEnumerable<string> Stabilizer(OracleStabilizer stabilizer) =>
        [$"Stabilizer = {LayerText.Number(stabilizer.Epsilon)}", .. Forms(stabilizer)];

    private static IEnumerable<string> Forms(OracleStabilizer stabilizer)
    {
        if (stabilizer.Clip)
            yield return "StabilizerMode = ExplainGen.Kernels.StabilizerMode.Clip";
        if (stabilizer.RmsScaled)
            yield return "RmsScaled = true";
    }

    private static IEnumerable<string> Bias(OracleBias bias)
    {
        if (bias != OracleBias.Absorb)
            yield return $"Bias = BiasHandling.{bias}";
    }

    private static string Bound(string name, OracleTensor bound) => bound.Length == 1
        ? $"{name} = {LayerText.Number(bound[0])}"
        : $"{name}s = [{string.Join(", ", bound.Values.Select(LayerText.Number))}]";
}
