using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ExplainGen.Generators.Tests.Driver;

/// <summary>Sources in which the places of expected diagnostics are marked: <c>{|EXG0001:Net|}</c>.</summary>
internal static partial class Markup
{
    /// <summary>
    /// Runs the generator over marked sources and fails unless it reports exactly the marked diagnostics at exactly the marked
    /// places.
    /// </summary>
    public static GeneratorRun Verify(params string[] marked) => Verify(null, marked);

    /// <inheritdoc cref="Verify(string[])"/>
    public static GeneratorRun Verify(IIncrementalGenerator? generator, params string[] marked)
    {
        var expected = new List<string>();
        string[] sources = new string[marked.Length];
        for (int i = 0; i < marked.Length; i++)
        {
            sources[i] = Clean(marked[i], out IReadOnlyList<(string Id, TextSpan Span)> spans);
            string source = sources[i];
            expected.AddRange(spans.Select(mark => $"{i}.cs {mark.Span} {mark.Id}: {source.AsSpan(mark.Span.Start, mark.Span.Length)}"));
        }

        GeneratorRun run = GeneratorRun.Over(GeneratorRun.Compile(sources), generator);
        Assert.Equal(expected.Order(), run.Diagnostics.Select(Describe).Order());
        return run;
    }

    private static string Describe(Diagnostic diagnostic)
    {
        SyntaxTree? tree = diagnostic.Location.SourceTree;
        TextSpan span = diagnostic.Location.SourceSpan;
        return tree is null ? diagnostic.Id : $"{tree.FilePath} {span} {diagnostic.Id}: {tree.GetText().ToString(span)}";
    }

    private static string Clean(string marked, out IReadOnlyList<(string Id, TextSpan Span)> spans)
    {
        var found = new List<(string, TextSpan)>();
        int removed = 0;
        string clean = Mark().Replace(marked, match =>
        {
            found.Add((match.Groups["id"].Value, new TextSpan(match.Index - removed, match.Groups["text"].Length)));
            removed += match.Length - match.Groups["text"].Length;
            return match.Groups["text"].Value;
        });
        spans = found;
        return clean;
    }

    [GeneratedRegex(@"\{\|(?<id>EXG\d{4}):(?<text>.*?)\|\}", RegexOptions.Singleline)]
    private static partial Regex Mark();
}
