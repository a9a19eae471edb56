using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Operators;

/// <summary>The operator cases as generated code, with an explainer for each rule and the gradient, all in one compilation.</summary>
internal static class OperatorModels
{
    private static readonly Lazy<IReadOnlyDictionary<string, DynamicModel>> s_models = new(Compile);

    /// <summary>The model of a case.</summary>
    public static DynamicModel Of(OperatorCase entry, bool fusion = true) => s_models.Value[entry.ToText([], fusion).ClassName];

    /// <summary>With fusion, and for thorough cases without.</summary>
    public static IEnumerable<bool> Fusions(OperatorCase entry) => entry.Thorough ? [true, false] : [true];

    /// <summary>The name of the explainer that has one of the operator's rules, or of the only one of an operator without rules.</summary>
    public static string ExplainerName(int rule) => $"Rule{rule}";

    private static Dictionary<string, DynamicModel> Compile()
    {
        ModelText[] texts =
            [.. OperatorCases.All.SelectMany(entry => Fusions(entry).Select(fusion => entry.ToText(Explainers(entry), fusion)))];
        IReadOnlyDictionary<string, DynamicModelType> types = ModelCompiler.Compile(string.Concat(texts));
        return texts.ToDictionary(text => text.ClassName, text => types[text.ClassName].Load(WeightFiles.Of(text.Network)));
    }

    private static string[] Explainers(OperatorCase entry)
    {
        IReadOnlyList<OracleRule> rules = OperatorRules.Of(entry);
        IEnumerable<string> others = entry.Sources.Concat(entry.After).Select(node => RuleText.Of(new Gradient(), node.Name));
        string[] explainers = rules.Count == 0
            ? [$"[Lrp(Composite.Custom, Name = \"{ExplainerName(0)}\")]"]
            : [.. rules.SelectMany((rule, i) => new[]
            {
                $"[Lrp(Composite.Custom, Name = \"{ExplainerName(i)}\")]", RuleText.Of(rule, OperatorCase.Layer, ExplainerName(i)),
            })];
        return [.. explainers, .. others, entry.Tokens > 0 ? "" : "[Gradient]"];
    }
}
