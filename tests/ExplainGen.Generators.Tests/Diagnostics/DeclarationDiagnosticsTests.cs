using ExplainGen.Generators.Emission;
using ExplainGen.Generators.Tests.Driver;
using ExplainGen.Graph;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExplainGen.Generators.Tests.Diagnostics;

/// <summary>One mistake is one error: what the parser finds, what it leaves to the compiler, what becomes of bugs.</summary>
public sealed class DeclarationDiagnosticsTests
{
    [Fact]
    public void No_layers()
    {
        GeneratorRun run = Markup.Verify("using ExplainGen;\n[Network(4)]\npublic partial class {|EXG0007:Net|};");

        Assert.Equal(
            "'Net' carries [Network] but no layer attributes: add at least one, for example [Linear(10)]",
            Assert.Single(run.Diagnostics).GetMessage());
        run.AssertCompiles();
    }

    [Fact]
    public void Input_and_inputs()
    {
        GeneratorRun run = Markup.Verify("""
            using ExplainGen;
            [Network(4), Linear(2), Add(Input = {|EXG0006:"a"|}, Inputs = ["b", "c"])]
            public partial class Net;
            """);

        Assert.Equal(
            "'Input' of Add must be left out where Inputs is written, but is 'a'", Assert.Single(run.Diagnostics).GetMessage());
    }

    [Theory]
    [InlineData("Lrp({|EXG0006:(Composite)99|})", "'Composite' of Lrp must be a member of Composite, but is 99")]
    [InlineData("Lrp(Composite.Epsilon, StabilizerMode = {|EXG0006:(Mode)2|})", "'StabilizerMode' of Lrp must be a member of StabilizerMode, but is 2")]
    [InlineData("Lrp(Composite.Epsilon, Bias = {|EXG0006:(BiasHandling)(-1)|})", "'Bias' of Lrp must be a member of BiasHandling, but is -1")]
    [InlineData("Gamma(\"conv1\", StabilizerMode = {|EXG0006:(Mode)9|})", "'StabilizerMode' of Gamma must be a member of StabilizerMode, but is 9")]
    [InlineData("Gamma(\"conv1\", Bias = {|EXG0006:(BiasHandling)3|})", "'Bias' of Gamma must be a member of BiasHandling, but is 3")]
    [InlineData("Conv2d(4, 3, AutoPad = {|EXG0006:(AutoPad)4|})", "'AutoPad' of Conv2d must be a member of AutoPad, but is 4")]
    public void A_number_that_is_no_member_of_its_enum(string attribute, string message)
    {
        GeneratorRun run = Markup.Verify($"""
            using ExplainGen;
            using Mode = ExplainGen.Kernels.StabilizerMode;
            [Network(1, 8, 8), Conv2d(2, 3), {attribute}]
            public partial class Net;
            """);

        Assert.Equal(message, Assert.Single(run.Diagnostics).GetMessage());
    }

    [Fact]
    public void An_accuracy_that_is_none()
    {
        GeneratorRun run = Markup.Verify("""
            using ExplainGen;
            [Network([1, 8, 8], Accuracy = {|EXG0006:(Accuracy)3|}), Conv2d(2, 3)]
            public partial class Net;
            """);

        Assert.Equal("'Accuracy' of Network must be a member of Accuracy, but is 3", Assert.Single(run.Diagnostics).GetMessage());
    }

    [Theory]
    [InlineData("[Network(4), Linearr(2)]", "CS0246")]
    [InlineData("[Network(4), Linear]", "CS7036")]
    [InlineData("[Network(4), Linear(\"2\")]", "CS1503")]
    [InlineData("[Network(4), Linear(2, Color = 3)]", "CS0246")]
    [InlineData("[Network(4), Linear(2, Bias = 1)]", "CS0029")]
    [InlineData("[Network(4), Linear(Unknown.Size)]", "CS0103")]
    public void What_the_compiler_rejects_is_reported_once_and_stubbed(string attributes, string expected)
    {
        GeneratorRun run = GeneratorRun.Of($$"""
            using ExplainGen;
            {{attributes}}
            public partial class Net;
            public static class User
            {
                public static Net Get() => Net.Create();
            }
            """);

        Assert.Empty(run.Diagnostics);
        Assert.NotEmpty(run.Sources);
        Assert.Equal(
            [expected],
            run.Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
                .Select(diagnostic => diagnostic.Id).Distinct());
    }

    [Fact]
    public void Errors_give_stubs_that_keep_the_rest_of_the_program_compiling()
    {
        GeneratorRun run = GeneratorRun.Of("""
            using ExplainGen;
            namespace Shop;
            internal partial interface Outer
            {
                partial record struct @struct
                {
                    [Network(4)]
                    private partial class @event;

                    internal static float First(float[] input) => @event.Load("file").Predict(input)[0] + @event.Create().Predict(input)[1];
                }
            }
            """);

        Assert.Equal(["EXG0007"], run.Diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.Equal("Shop.Outer.struct.event.Stub.g.cs", Assert.Single(run.Sources).Key);
        run.AssertCompiles();
    }

    [Fact]
    public void Warnings_do_not_stop_emission()
    {
        bool emitted = false;
        var generator = new ExplainGenerator(
            (_, _, _) => new CompilationResult(null, new([new Issue(IssueTable.UnusedLayer, 1, null, "linear1")])),
            (spec, _) =>
            {
                emitted = true;
                return [(spec.HintName + ".g.cs", PartialClass.Write(spec, "", writer => writer.Line("public int Answer => 42;")))];
            });
        GeneratorRun run = Markup.Verify(generator, "using ExplainGen;\n[Network(4), {|EXG0008:Linear(2)|}]\npublic partial class Net;");

        Assert.True(emitted);
        run.AssertCompiles();
    }

    [Fact]
    public void A_bug_in_the_graph_compiler_is_one_diagnostic_at_the_class()
    {
        var generator = new ExplainGenerator((_, _, _) => throw new InvalidOperationException("shape is null"), ModelEmitter.Emit);
        GeneratorRun run = Markup.Verify(generator, "using ExplainGen;\n[Network(4), Linear(2)]\npublic partial class {|EXG9999:Net|};");

        Assert.Equal(
            "ExplainGen failed on 'Net': InvalidOperationException: shape is null; please report this with the declaration",
            Assert.Single(run.Diagnostics).GetMessage());
        run.AssertCompiles();
    }

    [Fact]
    public void A_bug_in_an_emitter_is_one_diagnostic_and_gives_stubs()
    {
        var generator = new ExplainGenerator(NetworkCompiler.Compile, Fail);
        CSharpCompilation compilation = GeneratorRun.Compile("""
            using ExplainGen;
            [Network(4), Linear(2)]
            public partial class Net;
            [Network(4)]
            public partial class Other;
            """);
        GeneratorRun run = GeneratorRun.Over(compilation, generator);

        Assert.Equal(["EXG9999", "EXG0007"], run.Diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.Contains("'Net': FormatException", run.Diagnostics[0].GetMessage(), StringComparison.Ordinal);
        Assert.Equal(["Net.Stub.g.cs", "Other.Stub.g.cs"], run.Sources.Keys.Order());
        run.AssertCompiles();

        static IEnumerable<(string, string)> Fail(Model.ModelSpec spec, CompilationResult result)
        {
            yield return (spec.HintName + ".g.cs", "half a file");
            throw new FormatException("no such operator");
        }
    }

    [Fact]
    public void Cancellation_is_no_bug()
    {
        using var source = new CancellationTokenSource();
        var generator = new ExplainGenerator(
            (declaration, className, cancellation) =>
            {
                source.Cancel();
                cancellation.ThrowIfCancellationRequested();
                return NetworkCompiler.Compile(declaration, className, cancellation);
            },
            ModelEmitter.Emit);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(generator);
        Compilation compilation = GeneratorRun.Compile("using ExplainGen;\n[Network(4), Linear(2)]\npublic partial class Net;");

        Assert.ThrowsAny<OperationCanceledException>(() => driver.RunGenerators(compilation, source.Token));
    }
}
