using System.Text.Json;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;
using Xunit;

namespace ExplainGen.TestKit.Goldens;

/// <summary>One layer, one rule: Zennit's relevance in double precision.</summary>
/// <param name="Id">Such as <c>conv2d.signed.gamma_0.25</c>.</param>
/// <param name="LayerKind">PyTorch's name of the layer, such as <c>Conv2d</c>.</param>
/// <param name="Layer">The layer with its weights and all parameters explicit.</param>
/// <param name="InputKind"><c>nonneg</c>, <c>signed</c> or <c>edge</c>.</param>
/// <param name="RuleName">Zennit's name of the rule, such as <c>ZPlus</c>.</param>
/// <param name="Input">With a batch axis; the terms of a <see cref="Add"/> are stacked along the last axis.</param>
/// <param name="Output">With a batch axis.</param>
/// <param name="RelevanceOut">At the output, with a batch axis; independent of the output.</param>
/// <param name="RelevanceIn">At the input, in its shape: what is expected.</param>
/// <param name="ZennitSingleError">What Zennit loses in single precision, as <see cref="RelativeError"/>.Max.</param>
public sealed record RuleGolden(
    string Id, string LayerKind, OracleOperator Layer, string InputKind, string RuleName, OracleRule Rule,
    OracleTensor Input, OracleTensor Output, OracleTensor RelevanceOut, OracleTensor RelevanceIn, double ZennitSingleError)
{
    public int BatchSize => Input.Shape[0];

    /// <summary>The inputs of the layer for one sample, without batch axis.</summary>
    public OracleTensor[] Inputs(int sample) => Terms(Input.Sample(sample));

    /// <summary>The expected relevance of every input for one sample, without batch axis.</summary>
    public OracleTensor[] ExpectedRelevance(int sample) => Terms(RelevanceIn.Sample(sample));

    private OracleTensor[] Terms(OracleTensor sample)
    {
        if (Layer is not Add)
            return [sample];
        int terms = sample.Shape[^1];
        return [.. Enumerable.Range(0, terms).Select(n =>
            new OracleTensor([.. sample.Values.Where((_, i) => i % terms == n)], sample.Shape[..^1]))];
    }
}

/// <summary>The rule cases: all of them in the shared data, a small part embedded here.</summary>
public static class RuleGoldens
{
    private static readonly Lazy<IReadOnlyDictionary<string, RuleGolden>> s_all = new(() =>
    {
        JsonElement file = GoldenJson.ReadFile(SharedData.Require("goldens/rules.json"));
        return Parse(file, GoldenTensors.Open(SharedData.Require($"goldens/{file.Text("tensors_file")}")));
    });

    private static readonly Lazy<IReadOnlyDictionary<string, RuleGolden>> s_small = new(() =>
    {
        JsonElement file = GoldenJson.ReadEmbedded("small-rules.json");
        return Parse(file, GoldenTensors.Inline(file.GetProperty("tensors")));
    });

    /// <summary>All cases by id. For tests under <see cref="SharedDataTheoryAttribute"/>.</summary>
    public static IReadOnlyDictionary<string, RuleGolden> All => s_all.Value;

    /// <summary>The embedded cases by id: every rule on a dense layer, a convolution and pooling, without shared data.</summary>
    public static IReadOnlyDictionary<string, RuleGolden> Small => s_small.Value;

    /// <summary>The ids of <see cref="All"/>; none without shared data.</summary>
    public static TheoryData<string> AllIds => SharedData.Root is null ? [] : [.. All.Keys];

    /// <summary>The ids of <see cref="Small"/>.</summary>
    public static TheoryData<string> SmallIds => [.. Small.Keys];

    private static Dictionary<string, RuleGolden> Parse(JsonElement file, GoldenTensors tensors) =>
        file.GetProperty("cases").EnumerateArray().Select(entry => ParseCase(entry, tensors)).ToDictionary(golden => golden.Id);

    private static RuleGolden ParseCase(JsonElement entry, GoldenTensors tensors)
    {
        JsonElement names = entry.GetProperty("tensors");
        OracleTensor? Tensor(string role) => names.TryGetProperty(role, out JsonElement name) ? tensors[name.GetString()!] : null;
        string kind = entry.Text("layer");
        return new RuleGolden(
            entry.Text("id"),
            kind,
            GoldenParsing.Layer(kind, entry.GetProperty("layer_params"), Tensor("weight"), Tensor("bias")),
            entry.Text("input_kind"),
            entry.Text("rule"),
            GoldenParsing.Rule(entry.Text("rule"), entry.GetProperty("rule_params"), tensors),
            Tensor("input")!,
            Tensor("output")!,
            Tensor("R_out")!,
            Tensor("R_in")!,
            entry.Number("zennit_float32_rel_err"));
    }
}
