using System.Collections.Immutable;
using ExplainGen.Generators.Tests.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExplainGen.Generators.Roslyn48.Tests;

/// <summary>What the generator makes of networks in the compiler of .NET SDK 8.0.1xx, in the language of that time.</summary>
public sealed class OldestCompilerTests
{
    [Fact]
    public void It_is_the_oldest_supported_compiler() => Assert.Equal(new Version(4, 8, 0, 0), typeof(Compilation).Assembly.GetName().Version);

    /// <summary>Operators and rules of all kinds: convolutions of either direction, folding, sums, concatenations, shared weights.</summary>
    [Theory]
    [InlineData(Models.Everything)]
    [InlineData(Models.Dense)]
    [InlineData("""
        using ExplainGen;
        [Network(4, 20)]
        [Conv1d(8, 5, Padding = 2, Bias = false), BatchNorm, LeakyRelu(0.1)]
        [Conv1d(8, 3, Padding = 1, Name = "same"), Add(Inputs = new[] { "leakyRelu1", "same" }), Relu(Name = "merged")]
        [Conv1d(8, 3, Padding = 1, Name = "again", Shares = "same"), Concat(Inputs = new[] { "merged", "again" })]
        [GlobalAvgPool, Linear(3)]
        [Lrp(Composite.EpsilonAlpha2Beta1, Bias = BiasHandling.Redistribute), Lrp(Composite.DeepTaylor, Name = "Deep")]
        [Lrp(Composite.GuidedBackprop), Lrp(Composite.VggReference, Low = -1, High = 1), Gradient]
        [Gamma("again", 0.3, For = "Deep")]
        internal sealed partial class Residual { }
        """)]
    [InlineData("""
        using ExplainGen;
        [Network(2, 5, 5)]
        [Gelu, ConvTranspose2d(4, 3, Stride = 2, OutputPadding = 1), PRelu(PerChannel = true), AvgPool2d(2), Upsample(2), Pad(1)]
        [Conv2d(6, 3, Groups = 2), Tanh, AdaptiveAvgPool2d(3), Flatten, Linear(4), Dropout, Softmax]
        [Lrp(Composite.EpsilonGammaBox, Low = 0, High = 1), Lrp(Composite.ExcitationBackprop), Lrp(Composite.BetaSmooth)]
        internal sealed partial class Mixed { }
        """)]
    public void Networks_compile_without_warnings(string source)
    {
        var parse = new CSharpParseOptions(LanguageVersion.CSharp12);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Models",
            [CSharpSyntaxTree.ParseText(source, parse)],
            References.All,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new ExplainGenerator().AsSourceGenerator()], parseOptions: parse)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);

        Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assert.DoesNotContain(output.GetDiagnostics(), diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assert.True(output.SyntaxTrees.Count() > 4);
    }
}
