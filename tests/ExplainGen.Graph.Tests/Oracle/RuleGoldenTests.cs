using ExplainGen.TestKit;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Graph.Tests.Oracle;

public sealed class RuleGoldenTests
{
    [SharedDataTheory]
    [MemberData(nameof(RuleGoldens.AllIds), MemberType = typeof(RuleGoldens))]
    public void Every_golden_rule_case_agrees(string id) => AssertAgrees(RuleGoldens.All[id]);

    [Theory]
    [MemberData(nameof(RuleGoldens.SmallIds), MemberType = typeof(RuleGoldens))]
    public void Every_embedded_rule_case_agrees(string id) => AssertAgrees(RuleGoldens.Small[id]);

    [SharedDataFact]
    public void There_are_409_golden_rule_cases() => Assert.Equal(409, RuleGoldens.All.Count);

    [SharedDataFact]
    public void Embedded_cases_are_those_of_the_shared_data()
    {
        foreach (RuleGolden small in RuleGoldens.Small.Values)
        {
            RuleGolden shared = RuleGoldens.All[small.Id];
            Assert.Equal(shared.Input.Values, small.Input.Values);
            Assert.Equal(shared.RelevanceOut.Values, small.RelevanceOut.Values);
            Assert.Equal(shared.RelevanceIn.Values, small.RelevanceIn.Values);
        }
    }

    [Fact]
    public void Embedded_cases_cover_every_rule()
    {
        string[] rules = ["AlphaBeta", "Epsilon", "Flat", "Gamma", "Norm", "Pass", "ReLUBetaSmooth", "ReLUDeconvNet", "ReLUGuidedBackprop",
            "WSquare", "ZBox", "ZPlus"];
        Assert.Equal(rules, RuleGoldens.Small.Values.Select(golden => golden.RuleName).Distinct().Order(StringComparer.Ordinal));
    }

    private static void AssertAgrees(RuleGolden golden)
    {
        var output = new List<double>();
        var got = new List<double>();
        var expected = new List<double>();
        for (int sample = 0; sample < golden.BatchSize; sample++)
        {
            OracleTensor[] inputs = golden.Inputs(sample);
            OracleTensor y = golden.Layer.Forward(inputs);
            RuleResult result = golden.Rule.Propagate(golden.Layer, inputs, y, golden.RelevanceOut.Sample(sample));
            output.AddRange(y.Values);
            got.AddRange(result.Inputs.SelectMany(tensor => tensor.Values));
            expected.AddRange(golden.ExpectedRelevance(sample).SelectMany(tensor => tensor.Values));
        }

        GoldenAssert.Within(Tolerances.RuleDouble, RelativeError.Max([.. output], golden.Output.Values), $"{golden.Id}: output");
        GoldenAssert.Within(Tolerances.RuleDouble, RelativeError.Max([.. got], [.. expected]), $"{golden.Id}: relevance");
    }
}
