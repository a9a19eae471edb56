using ExplainGen.AotTests;
using ExplainGen.AotTests.RuleModels;
using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Goldens;
using ExplainGen.Conformance.Tests.Neon.Goldens;
using ExplainGen.TestKit;
using ExplainGen.TestKit.Goldens;

// Arguments name the sets of cases to run: "embedded", "rules", and networks by the names of their files; none is all of them.
bool Wants(string set) => args.Length == 0 || args.Contains(set);

Console.WriteLine(Machine.Description);
var tally = new Tally();
RunRules("embedded", () => RuleGoldens.Small.Values);
if (Wants("embedded"))
{
    foreach (string id in NeonGoldens.Cases.Keys)
        tally.Run($"neuralized, {id}", NeonGoldens.Cases[id]);
}

if (SharedData.Root is null)
{
    Console.WriteLine(SharedData.SkipReason);
}
else
{
    RunRules("rules", () => RuleGoldens.All.Values);
    foreach (NetworkGoldenModel network in NetworkGoldenModel.All.Where(network => Wants(network.Goldens.Name)))
    {
        foreach (string id in network.Goldens.Cases.Keys)
            tally.Run($"{network.Goldens.Name}, {id}", () => network.Compare(id));
    }
}

Console.WriteLine($"{tally.Passed} passed, {tally.Failed} failed");
return tally.Failed == 0 ? 0 : 1;

void RunRules(string set, Func<IEnumerable<RuleGolden>> goldens)
{
    if (!Wants(set))
        return;
    foreach (IGrouping<string, RuleGolden> cases in goldens().GroupBy(RuleGoldenNetwork.ClassName))
    {
        var model = new Lazy<DynamicModel>(
            () => RuleModel.Load(cases.Key, WeightFiles.InMemory(WeightFiles.Of(RuleGoldenNetwork.Of(cases.First())))));
        foreach (RuleGolden golden in cases)
            tally.Run($"{set}, {golden.Id}", () => [RuleGoldenComparison.Of(model.Value, golden)]);
    }
}
