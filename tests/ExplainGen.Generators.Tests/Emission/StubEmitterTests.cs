using ExplainGen.Generators.Tests.Driver;
using ExplainGen.Graph;
using Microsoft.CodeAnalysis;

namespace ExplainGen.Generators.Tests.Emission;

public sealed class StubEmitterTests
{
    private const string Model = """
        using ExplainGen;
        [Network(4)]
        [Linear(8), Relu, Linear(8, Name = "block1.0.fc"), LeakyRelu, Add(Inputs = ["relu1", "leakyRelu1"]), Linear(2)]
        [Lrp(Composite.Epsilon), Lrp(Composite.EpsilonPlus), Lrp(Composite.LrpZero, Name = "Exact")]
        [Gradient, Weights("net.safetensors")]
        public sealed partial class Net;
        """;

    [Fact]
    public void A_stub_has_the_very_members_of_the_model()
    {
        GeneratorRun model = GeneratorRun.Of(Model);
        Assert.Empty(model.Diagnostics);

        Assert.Equal(PublicMembers(model), PublicMembers(Stub(Model)));
    }

    [Fact]
    public void What_a_stub_looks_like() => Snapshot.Verify(Assert.Single(GeneratorRun.Of(Models.Broken).Sources).Value, "BrokenNet");

    [Fact]
    public void A_stub_of_a_network_of_pictures_has_its_members()
    {
        const string model = """
            using ExplainGen;
            [Network(1, 4, 4), Picture, Flatten, Linear(2), Lrp(Composite.Epsilon), Gradient]
            public sealed partial class Net;
            """;
        GeneratorRun run = GeneratorRun.Of(model);
        Assert.Empty(run.Diagnostics);
        Assert.Equal(PublicMembers(run).Where(m => !m.Contains("Create()", StringComparison.Ordinal)),
            PublicMembers(Stub(model)).Where(m => !m.Contains("Create()", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_stub_compiles() => Stub(Model).AssertCompiles();

    [Fact]
    public void A_stub_of_names_that_clash_compiles() => Stub("""
        using ExplainGen;
        [Network(4)]
        [Relu(Name = "a"), Relu(Name = "a"), Relu(Name = "A"), Relu(Name = ""), Relu(Name = "..."), Linear(2, Name = "1")]
        [Lrp(Composite.Epsilon, Name = "X"), Lrp(Composite.Epsilon, Name = "Y")]
        [Lrp(Composite.Epsilon, Name = "Y"), Lrp(Composite.Epsilon, Name = "-")]
        internal partial class Net;
        """).AssertCompiles();

    [Fact]
    public void A_stub_is_a_model_for_generic_code() => Stub(Model + """

        public static class User
        {
            public static float First<TModel>(string path, float[] input) where TModel : class, IDifferentiableModel<TModel> =>
                TModel.GradientIndex + TModel.Metadata.InputCount;

            public static float Use() => First<Net>("file", []) + Net.Layers.Block1_0_Fc.Count;
        }
        """).AssertCompiles();

    private static GeneratorRun Stub(string source) => GeneratorRun.Over(
        GeneratorRun.Compile(source), new FakeCompiler(new Issue(IssueTable.NoLayers, -1, null, "Net")).Generator);

    private static IEnumerable<string> PublicMembers(GeneratorRun run)
    {
        INamedTypeSymbol type = run.Output.GetTypeByMetadataName("Net")!;
        return type.AllInterfaces.Cast<ISymbol>()
            .Concat(type.GetMembers())
            .Concat(type.GetTypeMembers("Layers").Single().GetMembers())
            .Where(member => member.DeclaredAccessibility == Accessibility.Public && !member.IsImplicitlyDeclared)
            .Select(member => member.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat))
            .Order(StringComparer.Ordinal);
    }
}
