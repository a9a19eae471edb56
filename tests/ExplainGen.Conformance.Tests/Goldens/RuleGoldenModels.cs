using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Goldens;

/// <summary>The golden rule cases as generated code, all in one compilation.</summary>
internal sealed class RuleGoldenModels
{
    private readonly Dictionary<string, DynamicModel> _models = [];

    public RuleGoldenModels(IEnumerable<RuleGolden> goldens)
    {
        RuleGolden[] cases = [.. goldens];
        ModelText[] texts = [.. Texts(cases, fusion: true), .. Texts(cases, fusion: false)];
        IReadOnlyDictionary<string, DynamicModelType> types = ModelCompiler.Compile(string.Concat<ModelText>(texts));
        foreach (ModelText text in texts)
            _models[text.ClassName] = types[text.ClassName].Load(WeightFiles.Of(text.Network));
    }

    /// <summary>The classes that cases need.</summary>
    public static IEnumerable<ModelText> Texts(IEnumerable<RuleGolden> goldens, bool fusion) =>
        goldens.GroupBy(golden => ClassName(golden, fusion)).Select(cases =>
            new ModelText(cases.Key, RuleGoldenNetwork.InputShape(cases.First()), RuleGoldenNetwork.Of(cases.First()))
            {
                Explainers = [.. cases.SelectMany(golden => Explainer(golden, RuleGoldenNetwork.ExplainerName(golden)))],
                Fusion = fusion,
            });

    /// <summary>The model of a case.</summary>
    public DynamicModel this[RuleGolden golden, bool fusion] => _models[ClassName(golden, fusion)];

    private static string ClassName(RuleGolden golden, bool fusion) => RuleGoldenNetwork.ClassName(golden) + (fusion ? "" : "Unfused");

    private static IEnumerable<string> Explainer(RuleGolden golden, string name)
    {
        yield return $"[Lrp(Composite.Custom, Name = \"{name}\")]";
        yield return RuleText.Of(golden.Rule, RuleGoldenNetwork.Layer, name);
        if (golden.InputKind == "nonneg")
            yield return RuleText.Of(new Pass(), "relu", name);
        if (golden.Layer is Add)
        {
            yield return RuleText.Of(new Gradient(), "first", name);
            yield return RuleText.Of(new Gradient(), "second", name);
        }
    }
}
