using System.Globalization;
using ExplainGen.Generators.Tests.Driver;
using ExplainGen.Graph;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExplainGen.Generators.Tests.Emission;

public sealed class ApiEmitterTests
{
    [Theory]
    [InlineData("Lrp(Composite.Epsilon), Gradient", 1)]
    [InlineData("Gradient", 0)]
    [InlineData("Lrp(Composite.Epsilon), Lrp(Composite.Gradient), Gradient", 1)]
    public void The_gradient_is_the_plain_gradient(string explainers, int index)
    {
        GeneratorRun run = GeneratorRun.Of($"using ExplainGen;\n[Network(4), Linear(3), Relu, {explainers}]\npublic sealed partial class Net;");
        run.AssertCompiles();
        Assert.Contains($"public static int GradientIndex => {index.ToString(CultureInfo.InvariantCulture)};", run.Sources["Net.g.cs"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Lrp(Composite.Gradient), Gradient", "Explain", "Gradient")]
    [InlineData("Lrp(Composite.Epsilon), Lrp(Composite.Gradient), Gradient", "Explain", "ExplainGradient", "Gradient")]
    [InlineData("Lrp(Composite.Epsilon), Gradient", "Explain", "Gradient")]
    [InlineData("Gradient", "Gradient")]
    [InlineData("Lrp(Composite.Epsilon)", "Explain")]
    [InlineData("Relu")]
    public void A_model_and_its_stub_have_the_same_methods(string explainers, params string[] methods)
    {
        CSharpCompilation compilation = GeneratorRun.Compile(
            $"using ExplainGen;\n[Network(4), Linear(3), Relu, {explainers}]\npublic sealed partial class Net;");
        GeneratorRun model = GeneratorRun.Over(compilation);
        GeneratorRun stub = GeneratorRun.Over(compilation, new FakeCompiler(new Issue(IssueTable.NoLayers, -1, null, "Net")).Generator);

        string[] expected = [.. methods.Concat(methods.Select(method => method + "Batch")).Order(StringComparer.Ordinal)];
        Assert.Equal(expected, ExplainMethods(model));
        Assert.Equal(expected, ExplainMethods(stub));
        model.AssertCompiles();
    }

    [Fact]
    public void An_explainer_that_is_the_gradient_is_compiled_once()
    {
        GeneratorRun run = GeneratorRun.Of("using ExplainGen;\n[Network(4), Linear(3), Lrp(Composite.Gradient), Gradient]\npublic sealed partial class Net;");

        Assert.Single(run.Sources.Keys, name => name.Contains(".Explain.", StringComparison.Ordinal));
        Assert.Contains("ModelRunner.Explain(this, Metadata, 0, input, target, relevance, workspace)", run.Sources["Net.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Relevance_that_is_called_gradient_is_not_taken_for_it() => Markup.Verify(
        "using ExplainGen;\n[Network(4), Linear(3), Lrp(Composite.Epsilon, Name = {|EXG0010:\"Gradient\"|}), Gradient]\npublic sealed partial class Net;");

    [Fact]
    public void Explainers_whose_names_differ_in_case_would_share_a_file() => Markup.Verify(
        "using ExplainGen;\n[Network(4), Linear(3), Lrp(Composite.Epsilon, Name = \"Fine\"), Lrp(Composite.LrpZero, Name = {|EXG0010:\"FINE\"|})]\npublic sealed partial class Net;");

    [Fact]
    public void A_part_of_a_long_pass_and_an_explainer_may_be_called_alike()
    {
        string layers = string.Concat(Enumerable.Repeat("[Linear(4), Tanh]\n", 60));
        GeneratorRun run = GeneratorRun.Of(
            $"using ExplainGen;\n[Network(4)]\n{layers}[Lrp(Composite.Epsilon, Name = \"Fine\"), Lrp(Composite.LrpZero, Name = \"FinePart2\")]\npublic sealed partial class Net;");
        run.AssertCompiles();
        Assert.Contains("PropagateFine_Part2", run.Sources["Net.Explain.Fine.g.cs"], StringComparison.Ordinal);
    }

    private static IEnumerable<string> ExplainMethods(GeneratorRun run) => run.Output.GetTypeByMetadataName("Net")!.GetMembers()
        .Where(member => member is IMethodSymbol && (member.Name.StartsWith("Explain", StringComparison.Ordinal)
            || member.Name.StartsWith("Gradient", StringComparison.Ordinal)))
        .Select(member => member.Name)
        .Distinct()
        .Order(StringComparer.Ordinal);
}
