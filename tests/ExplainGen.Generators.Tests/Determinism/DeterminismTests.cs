using System.Globalization;
using ExplainGen.Generators.Tests.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExplainGen.Generators.Tests.Determinism;

/// <summary>The same declarations give the same bytes and the same messages, wherever they are compiled.</summary>
public sealed class DeterminismTests
{
    private static readonly string[] s_sources =
    [
        Models.Everything, Models.Dense, Models.Broken,
        """
        using ExplainGen;
        [Network(4), Linear(2), LeakyRelu(-0.0125), Linear(2)]
        [Lrp(Composite.Epsilon, Epsilon = 1234.5)]
        public partial class Negative;
        """,
        "using ExplainGen;\n[Epsilon(\"linear1\", 0.125), Flat(\"linear1\")]\npublic partial class Negative;",
        "using ExplainGen;\n[Norm(\"linear1\")]\npublic partial class Negative;",
    ];

    [Theory]
    [InlineData("sv-SE")]
    [InlineData("tr-TR")]
    [InlineData("fa-IR")]
    [InlineData("")]
    public void Cultures(string culture)
    {
        string expected = Everything(GeneratorRun.Of(s_sources));
        HostileCulture.Run(() => Assert.Equal(expected, Everything(GeneratorRun.Of(s_sources))), culture);
    }

    [Fact]
    public void The_interface_language()
    {
        string expected = Everything(GeneratorRun.Of(s_sources));
        CultureInfo previous = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = new CultureInfo("de-DE");
        try
        {
            Assert.Equal(expected, Everything(GeneratorRun.Of(s_sources)));
        }
        finally
        {
            CultureInfo.CurrentUICulture = previous;
        }
    }

    [Fact]
    public async Task Threads()
    {
        string expected = Everything(GeneratorRun.Of(s_sources));
        string[] found = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Everything(GeneratorRun.Of(s_sources)))));

        Assert.All(found, text => Assert.Equal(expected, text));
    }

    [Fact]
    public void File_orders()
    {
        CSharpCompilation compilation = GeneratorRun.Compile(s_sources);
        CSharpCompilation reversed = compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(compilation.SyntaxTrees.Reverse());

        Assert.Equal(Everything(GeneratorRun.Over(compilation)), Everything(GeneratorRun.Over(reversed)));
    }

    [Fact]
    public void Line_ends_of_the_source()
    {
        string[] windows = [.. s_sources.Select(source => source.Replace("\n", "\r\n", StringComparison.Ordinal))];

        Assert.Equal(Files(GeneratorRun.Of(s_sources)), Files(GeneratorRun.Of(windows)));
        Assert.DoesNotContain('\r', Files(GeneratorRun.Of(windows)));
    }

    private static string Files(GeneratorRun run) => string.Join(
        "\n", run.Sources.OrderBy(source => source.Key, StringComparer.Ordinal).Select(source => source.Key + "\n" + source.Value));

    private static string Everything(GeneratorRun run) =>
        Files(run) + string.Join("\n", run.Diagnostics.Select(Describe).Order(StringComparer.Ordinal));

    private static string Describe(Diagnostic diagnostic) =>
        $"{diagnostic.Location.SourceTree?.FilePath} {diagnostic.Location.SourceSpan} {diagnostic.Id} {diagnostic.GetMessage()}";
}
