namespace ExplainGen.Graph.Tests.Rules;

/// <summary>The README's table of operators and rules is the one that the code has.</summary>
public sealed class ReadmeTableTests
{
    [Fact]
    public void ReadmeShowsWhichRulesApply()
    {
        string table = Table();
        string readme = File.ReadAllText(FindReadme()).ReplaceLineEndings("\n");
        Assert.True(readme.Contains(table, StringComparison.Ordinal), "The README's table should be:\n\n" + table);
    }

    // Operators with the same rules share a row.
    private static string Table()
    {
        string[] rules = ["Epsilon", "Gamma", "ZPlus", "AlphaBeta", "ZBox", "WSquare", "Flat", "Norm", "Pass",
            "Winner", "Proportional", "TieSplit", "Uniform", "SignalTakesAll", "AttnLrp", "CpLrp",
            "PlainGradient", "GuidedBackprop", "Deconvolution", "BetaSmooth"];
        Assert.Equal(RuleTable.Names.Order(StringComparer.Ordinal), rules.Order(StringComparer.Ordinal));
        IEnumerable<string> rows = OperatorTable.Kinds
            .Select(Create)
            .Where(op => op.Class is not (OperatorClass.Identity or OperatorClass.Token or OperatorClass.Parameter or OperatorClass.Neuralized))
            .GroupBy(op => string.Join(" | ", rules.Select(rule => Make(rule).AppliesTo(op) ? "●" : "")))
            .OrderBy(group => (int)group.First().Class)
            .ThenBy(group => group.First().Kind, StringComparer.Ordinal)
            .Select(group => $"| {string.Join(", ", group.Select(op => op.Kind).Distinct())} | {group.Key} |");
        return $"| operator | {string.Join(" | ", rules)} |\n|---|{string.Concat(rules.Select(_ => "---|"))}\n" + string.Join("\n", rows);
    }

    private static Operator Create(string kind) => OperatorTable.Create(
        new LayerDeclaration(kind, null, default, null, Arguments.Of(
            Argument.Number("Features", 1), Argument.Number("Channels", 1), Argument.Number("Kernel", 1), Argument.Number("Size", 1),
            Argument.Number("Groups", 1), Argument.Number("Count", 1), Argument.Number("Heads", 1), Argument.List("Shape", [1])), 0),
        [], out _);

    private static Rule Make(string name) => RuleTable.Create(new RuleDeclaration(name, "*", null, Arguments.None, 0), [])!;

    private static string FindReadme()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ExplainGen.sln")))
                return Path.Combine(folder.FullName, "README.md");
        }

        throw new DirectoryNotFoundException("The repository's root is not above the test assembly.");
    }
}
