using System.Collections.Immutable;
using ExplainGen.Generators.Tests.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExplainGen.Generators.Tests.Incrementality;

/// <summary>No cached value keeps a compilation alive.</summary>
public sealed class CachedValuesTests
{
    [Fact]
    public void Models_hold_nothing_of_a_compilation()
    {
        GeneratorRun run = GeneratorRun.Of(Models.Everything, Models.Dense, Models.Broken);

        foreach (string step in TrackingNames.Cached)
            Assert.Empty(Reached(run, step));
        Assert.Equal(3, run.Reasons(TrackingNames.Model).Count);
    }

    [Fact]
    public void Reports_do_hold_their_places_which_proves_that_the_search_finds_them()
    {
        GeneratorRun run = GeneratorRun.Of(Models.Broken);

        Assert.NotEmpty(Reached(run, TrackingNames.Diagnostics));
    }

    [Fact]
    public void Every_step_of_the_generator_is_looked_at_or_named_as_an_exception()
    {
        GeneratorRun run = GeneratorRun.Of(Models.Everything, "[ExplainGen.Relu] class Net;");
        string[] named = [.. TrackingNames.Cached, TrackingNames.Parse, TrackingNames.Diagnostics, TrackingNames.MissingNetwork];

        // The rest are the compiler's own steps, on the way from source to attributes.
        IEnumerable<string> others = run.Result.TrackedSteps.Keys.Except(named);
        Assert.All(others, step => Assert.True(
            step.Contains("ForAttribute", StringComparison.Ordinal) || step.StartsWith("Compilation", StringComparison.Ordinal)
                || step is "SourceOutput",
            step));
        Assert.All(named, step => Assert.Contains(step, run.Result.TrackedSteps));
    }

    [Theory]
    [InlineData("Symbol")]
    [InlineData("Node")]
    [InlineData("Tree")]
    [InlineData("Location")]
    [InlineData("Compilation")]
    [InlineData("Attribute")]
    [InlineData("Captured")]
    public void A_bad_generator_is_found_out(string what)
    {
        GeneratorRun run = GeneratorRun.Over(GeneratorRun.Compile(Models.Dense), new BadGenerator(what));

        Assert.NotEmpty(Reached(run, BadGenerator.Step));
    }

    [Fact]
    public void A_good_generator_is_not()
    {
        GeneratorRun run = GeneratorRun.Over(GeneratorRun.Compile(Models.Dense), new BadGenerator("Name"));

        Assert.Empty(Reached(run, BadGenerator.Step));
    }

    private static IEnumerable<string> Reached(GeneratorRun run, string step) => run.Result.TrackedSteps[step]
        .SelectMany(item => item.Outputs)
        .SelectMany(output => ReachableObjects.OfCompilation(output.Value));

    /// <summary>A generator whose model holds what it should not, deep inside.</summary>
    private sealed class BadGenerator(string what) : IIncrementalGenerator
    {
        public const string Step = "BadModel";

        public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterSourceOutput(
            context.SyntaxProvider
                .ForAttributeWithMetadataName(
                    "ExplainGen.NetworkAttribute", (_, _) => true, (found, _) => new Outer([new Inner(Pick(found))]))
                .WithTrackingName(Step),
            (_, _) => { });

        private object Pick(GeneratorAttributeSyntaxContext found) => what switch
        {
            "Symbol" => found.TargetSymbol,
            "Node" => (found.TargetNode as ClassDeclarationSyntax)!,
            "Tree" => found.TargetNode.SyntaxTree,
            "Location" => found.TargetNode.GetLocation(),
            "Compilation" => found.SemanticModel.Compilation,
            "Attribute" => found.Attributes[0],
            "Captured" => (Func<string>)(() => found.TargetSymbol.Name),
            _ => found.TargetSymbol.Name,
        };

        private sealed record Outer(ImmutableArray<Inner> Items);

        private sealed record Inner(object Value);
    }
}
