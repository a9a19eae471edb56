using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ExplainGen.Generators.Diagnostics;
using ExplainGen.Generators.Tests.Driver;
using ExplainGen.Graph;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExplainGen.Generators.Tests.Diagnostics;

/// <summary>Every diagnostic has a page, and what it shows is true: the example is wrong in that very way, the fix is right.</summary>
public sealed partial class PageTests
{
    public static TheoryData<string> Ids => [.. IssueTable.All.Select(issue => issue.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_carries_id_title_and_severity(string id)
    {
        DiagnosticDescriptor descriptor = DiagnosticDescriptors.All.Single(item => item.Id == id);
        string page = Read(id);

        Assert.StartsWith($"# {id}: {descriptor.Title}\n", page, StringComparison.Ordinal);
        string severity = descriptor.DefaultSeverity == DiagnosticSeverity.Info ? "information" : descriptor.DefaultSeverity.ToString();
        Assert.Contains($"\nSeverity: {severity.ToLowerInvariant()}.\n", page, StringComparison.Ordinal);
        Assert.Contains("\n## Fix\n", page, StringComparison.Ordinal);
        Assert.EndsWith($"/generators/ExplainGen.Generators/Diagnostics/docs/{id}.md", descriptor.HelpLinkUri, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_example_is_wrong_and_the_fix_is_right(string id)
    {
        string[] examples = [.. Example().Matches(Read(id)).Select(match => match.Groups["code"].Value)];
        if (id == IssueTable.Internal.Id)
        {
            Assert.Empty(examples);
            return;
        }

        Assert.Equal(2, examples.Length);
        LanguageVersion version = id == IssueTable.LanguageVersion.Id ? LanguageVersion.CSharp11 : LanguageVersion.CSharp14;
        Assert.Equal([id], Run(version, examples[0]).Diagnostics.Select(diagnostic => diagnostic.Id));
        GeneratorRun mended = Run(LanguageVersion.CSharp14, examples[1]);
        Assert.Empty(mended.Diagnostics);
        mended.AssertCompiles();
    }

    [Fact]
    public void There_is_no_page_without_a_diagnostic() => Assert.Equal(
        IssueTable.All.Select(issue => issue.Id),
        Directory.GetFiles(Folder()).Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal));

    [Fact]
    public void The_table_is_in_order_and_complete()
    {
        IEnumerable<IssueDescriptor> declared = typeof(IssueTable).GetFields()
            .Select(field => field.GetValue(null))
            .OfType<IssueDescriptor>();

        Assert.Equal(IssueTable.All.Select(issue => issue.Id).Order(StringComparer.Ordinal), IssueTable.All.Select(issue => issue.Id));
        Assert.Equal(declared.Select(issue => issue.Id).Order(StringComparer.Ordinal), IssueTable.All.Select(issue => issue.Id));
    }

    private static GeneratorRun Run(LanguageVersion version, string code) =>
        GeneratorRun.Over(GeneratorRun.Compile(version, "using ExplainGen;\n\n" + code));

    private static string Read(string id) => File.ReadAllText(Path.Combine(Folder(), id + ".md")).ReplaceLineEndings("\n");

    private static string Folder([CallerFilePath] string path = "") => Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(path)!, "../../../generators/ExplainGen.Generators/Diagnostics/docs"));

    [GeneratedRegex("```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
