using System.Globalization;
using ExplainGen.Generators.Tests.Driver;

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
}
