using ExplainGen.Generators.Tests.Driver;
using ExplainGen.Graph;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExplainGen.Generators.Tests.Diagnostics;

/// <summary>Users' own switches act on the generator's diagnostics as on any other, for every severity.</summary>
public sealed class SuppressionTests
{
    public static TheoryData<string> Ids => ["EXG0104", "EXG0008", "EXG0006"];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Without_a_switch_it_is_reported(string id) => Assert.Equal(id, Assert.Single(Run(id, "").Diagnostics).Id);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Pragma(string id) => Assert.Empty(Run(id, $"#pragma warning disable {id}\n").Diagnostics);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Pragma_ends_where_it_is_restored(string id) =>
        Assert.Single(Run(id, $"#pragma warning disable {id}\n#pragma warning restore {id}\n").Diagnostics);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Editorconfig_changes_the_severity(string id)
    {
        foreach ((string text, DiagnosticSeverity severity) in new[]
        {
            ("error", DiagnosticSeverity.Error), ("warning", DiagnosticSeverity.Warning), ("suggestion", DiagnosticSeverity.Info),
        })
        {
            Assert.Equal(severity, Assert.Single(Run(id, "", $"[*.cs]\ndotnet_diagnostic.{id}.severity = {text}\n").Diagnostics).Severity);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Editorconfig_turns_it_off(string id) =>
        Assert.Empty(Run(id, "", $"[*.cs]\ndotnet_diagnostic.{id}.severity = none\n").Diagnostics);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Editorconfig_of_other_files_does_nothing(string id) =>
        Assert.Single(Run(id, "", $"[other/*.cs]\ndotnet_diagnostic.{id}.severity = none\n").Diagnostics);

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_pragma_that_comes_later_acts_on_what_was_cached(string id)
    {
        GeneratorRun first = Run(id, "");
        GeneratorRun second = first.ThenEdit("/project/Net.cs", text => $"#pragma warning disable {id}\n" + text);

        Assert.Empty(second.Diagnostics);
    }

    private static GeneratorRun Run(string id, string above, string? editorConfig = null)
    {
        IssueDescriptor descriptor = IssueTable.All.Single(issue => issue.Id == id);
        Issue issue = new(descriptor, 1, null, "a", "b", "c", "d");
        CSharpCompilation compilation = GeneratorRun.Compile().AddSyntaxTrees(
            GeneratorRun.Parse(above + "using ExplainGen;\n[Network(4), Linear(2)]\npublic partial class Net;", "/project/Net.cs"));
        if (editorConfig is not null)
            compilation = compilation.WithOptions(compilation.Options.WithSyntaxTreeOptionsProvider(new EditorConfig(editorConfig)));
        return GeneratorRun.Over(compilation, new FakeCompiler(issue).Generator);
    }

    /// <summary>An .editorconfig in the project's folder, read by the compiler's own parser.</summary>
    private sealed class EditorConfig(string text) : SyntaxTreeOptionsProvider
    {
        private readonly AnalyzerConfigSet _set =
            AnalyzerConfigSet.Create<AnalyzerConfig[]>([AnalyzerConfig.Parse(text, "/project/.editorconfig")]);

        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(
            SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            _set.GetOptionsForSourcePath(tree.FilePath).TreeOptions.TryGetValue(diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(
            string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            severity = ReportDiagnostic.Default;
            return false;
        }
    }
}
