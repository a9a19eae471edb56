using ExplainGen.Generators.Emission;
using ExplainGen.Generators.Tests.Driver;
using ExplainGen.Graph;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace ExplainGen.Generators.Tests.Incrementality;

/// <summary>Nothing behind the model runs again until a declaration changes.</summary>
public sealed class CachingTests
{
    private static readonly string[] s_sources = [Models.Everything, Models.Dense, Models.Broken, Models.Unrelated];

    private int _emissions;

    [Fact]
    public void An_identical_compilation()
    {
        GeneratorRun first = Start();
        AssertCached(first, first.Then(first.Input.Clone()));
    }

    [Fact]
    public void An_edit_of_an_unrelated_file()
    {
        GeneratorRun first = Start();
        AssertCached(first, first.ThenEdit("3.cs", text => text.Replace("42", "43", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_new_file()
    {
        GeneratorRun first = Start();
        AssertCached(first, first.Then(first.Input.AddSyntaxTrees(GeneratorRun.Parse("public class More;", "more.cs"))));
    }

    [Fact]
    public void Blank_lines_above_a_model()
    {
        GeneratorRun first = Start();
        AssertCached(first, first.ThenEdit("0.cs", text => "\n\n" + text));
    }

    [Fact]
    public void A_comment_in_the_file_of_a_model()
    {
        GeneratorRun first = Start();
        AssertCached(first, first.ThenEdit("0.cs", text => text.Replace("// Handwritten", "// Printed", StringComparison.Ordinal)));
    }

    [Fact]
    public void Another_layout_of_the_attributes()
    {
        GeneratorRun first = Start();
        AssertCached(first, first.ThenEdit("1.cs", text =>
            text.Replace("[Linear(3), Relu, ", "[Linear(features: 1 + 2)] [ReluAttribute]\n[", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_attribute_of_others()
    {
        GeneratorRun first = Start();
        AssertCached(first, first.ThenEdit("1.cs", text =>
            text.Replace("[Network", "[System.Obsolete]\n[Network", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_member_of_the_class()
    {
        GeneratorRun first = Start();
        AssertCached(first, first.ThenEdit("1.cs", text =>
            text.Replace("DenseNet;", "DenseNet { public int Size => 2; }", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_changed_layer_runs_its_own_model_again_and_no_other()
    {
        GeneratorRun first = Start();
        GeneratorRun second = first.ThenEdit("1.cs", text => text.Replace("Linear(3)", "Linear(5)", StringComparison.Ordinal));

        Assert.Single(second.Reasons(TrackingNames.Model), Modified);
        Assert.Single(second.Reasons(TrackingNames.NamedModel), Modified);
        Assert.Equal(2, second.Reasons(TrackingNames.NamedModel).Count(reason => reason is Cached or Unchanged));
        Assert.Equal(1, _emissions);
        Assert.Contains("5", second.Sources["DenseNet.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Zero_with_another_sign_is_another_literal()
    {
        GeneratorRun first = Start();
        GeneratorRun second = first.ThenEdit("1.cs", text => text.Replace("0.25", "0", StringComparison.Ordinal));
        GeneratorRun third = second.ThenEdit("1.cs", text => text.Replace("Epsilon = 0", "Epsilon = -0.0", StringComparison.Ordinal));

        Assert.Single(third.Reasons(TrackingNames.Model), Modified);
        Assert.Equal(2, _emissions);
    }

    [Fact]
    public void A_class_that_lacks_its_network_runs_no_model()
    {
        GeneratorRun first = Start();
        GeneratorRun second = first.ThenEdit("3.cs", text => "[ExplainGen.Relu]\n" + text.Replace("static class", "class", StringComparison.Ordinal));
        GeneratorRun third = second.ThenEdit("3.cs", text => text.Replace("ExplainGen.Relu", "System.Obsolete", StringComparison.Ordinal));

        Assert.Contains(second.Diagnostics, diagnostic => diagnostic.Id == "EXG0015");
        Assert.DoesNotContain(third.Diagnostics, diagnostic => diagnostic.Id == "EXG0015");
        Assert.All(second.Reasons(TrackingNames.NamedModel), reason => Assert.True(reason is Cached or Unchanged));
        Assert.Equal(0, _emissions);
    }

    [Fact]
    public void A_renamed_model_gives_another_file()
    {
        GeneratorRun first = Start();
        GeneratorRun second = first.ThenEdit("1.cs", text => text.Replace("DenseNet", "ThinNet", StringComparison.Ordinal));

        Assert.Equal(1, _emissions);
        Assert.Contains("ThinNet.g.cs", second.Sources);
        Assert.DoesNotContain("DenseNet.g.cs", second.Sources);
    }

    [Fact]
    public void A_removed_model_takes_its_file_along()
    {
        GeneratorRun first = Start();
        GeneratorRun second = first.ThenEdit("1.cs", _ => Models.Unrelated.Replace("Unrelated", "Other", StringComparison.Ordinal));

        Assert.Equal(0, _emissions);
        Assert.DoesNotContain("DenseNet.g.cs", second.Sources);
        Assert.Contains("Shop.Vision.DigitNet.g.cs", second.Sources);
    }

    [Fact]
    public void Diagnostics_move_with_the_source_while_the_model_stays()
    {
        GeneratorRun first = Start();
        GeneratorRun second = first.ThenEdit("2.cs", text => "\n\n" + text);

        Assert.Equal(
            Assert.Single(first.Diagnostics).Location.SourceSpan.Start + 2, Assert.Single(second.Diagnostics).Location.SourceSpan.Start);
        Assert.All(second.Reasons(TrackingNames.NamedModel), reason => Assert.True(reason is Cached or Unchanged));
    }

    [Fact]
    public void A_mended_model_gives_up_its_stubs()
    {
        GeneratorRun first = Start();
        GeneratorRun second = first.ThenEdit("2.cs", text =>
            text.Replace("[Network(4)]", "[Network(4), Linear(2)]", StringComparison.Ordinal));

        Assert.Contains("BrokenNet.Stub.g.cs", first.Sources);
        Assert.DoesNotContain("BrokenNet.Stub.g.cs", second.Sources);
        Assert.Empty(second.Diagnostics);
    }

    // An emitter that writes down the model shows that what is emitted follows from it alone.
    private GeneratorRun Start()
    {
        var generator = new ExplainGenerator(
            NoLayersCheck,
            (spec, _) =>
            {
                Interlocked.Increment(ref _emissions);
                string layers = "// " + spec.Declaration.Layers;
                return [(spec.HintName + ".g.cs", PartialClass.Write(spec, "", writer => writer.Line(layers)))];
            });
        GeneratorRun run = GeneratorRun.Over(GeneratorRun.Compile(s_sources), generator);
        Assert.Equal(3, run.Reasons(TrackingNames.Model).Count);
        Assert.Equal(2, _emissions);
        _emissions = 0;
        return run;
    }

    private static CompilationResult NoLayersCheck(NetworkDeclaration declaration, string className, CancellationToken cancellation) => new(
        null,
        declaration.Layers.Count > 0 ? default : new([new Issue(IssueTable.NoLayers, -1, null, className)]));

    private void AssertCached(GeneratorRun first, GeneratorRun second)
    {
        foreach (string step in TrackingNames.Cached)
        {
            Assert.NotEmpty(second.Reasons(step));
            Assert.All(second.Reasons(step), reason => Assert.True(reason is Cached or Unchanged, $"{step}: {reason}"));
        }

        Assert.Equal(0, _emissions);
        Assert.Equal(first.Sources.OrderBy(source => source.Key), second.Sources.OrderBy(source => source.Key));

        // The one report that is not empty is made anew, since its place may have moved.
        Assert.InRange(second.OutputReasons().Count(reason => reason is not (Cached or Unchanged)), 0, 1);
    }
}
