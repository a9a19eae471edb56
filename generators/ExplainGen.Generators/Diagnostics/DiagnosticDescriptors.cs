using ExplainGen.Graph;
using Microsoft.CodeAnalysis;

namespace ExplainGen.Generators.Diagnostics;

/// <summary>The issues of the graph compiler as the compiler's diagnostics.</summary>
internal static class DiagnosticDescriptors
{
    private const string Category = "ExplainGen";
    private const string HelpRoot = "https://github.com/explaingen/explaingen/blob/main/generators/ExplainGen.Generators/Diagnostics/docs/";

    private static readonly Dictionary<string, DiagnosticDescriptor> s_byId = IssueTable.All.ToDictionary(issue => issue.Id, Create);

    /// <summary>One for each row of <see cref="IssueTable"/>, in order of id.</summary>
    public static IEnumerable<DiagnosticDescriptor> All => IssueTable.All.Select(Of);

    /// <summary>The descriptor of an issue's kind.</summary>
    public static DiagnosticDescriptor Of(IssueDescriptor issue) => s_byId[issue.Id];

    private static DiagnosticDescriptor Create(IssueDescriptor issue) => new(
        issue.Id,
        issue.Title,
        issue.Format,
        Category,
        issue.Severity switch
        {
            IssueSeverity.Info => DiagnosticSeverity.Info,
            IssueSeverity.Warning => DiagnosticSeverity.Warning,
            _ => DiagnosticSeverity.Error,
        },
        isEnabledByDefault: true,
        helpLinkUri: HelpRoot + issue.Id + ".md");
}
