using ExplainGen.Generators.Tests.Driver;
using ExplainGen.Graph;
using Microsoft.CodeAnalysis;

namespace ExplainGen.Generators.Tests.Diagnostics;

/// <summary>Issues of the graph compiler arrive at the very place they are about.</summary>
public sealed class LocationTests
{
    [Fact]
    public void The_class() => Verify(-1, null, "[Network(4), Linear(2)] public partial class {|EXG0006:Net|};");

    [Fact]
    public void The_network_as_a_whole() =>
        Verify(-1, "Shape", "[Network({|EXG0006:4, 5|}, Fusion = false), Linear(2)] public partial class Net;");

    [Fact]
    public void An_attribute() =>
        Verify(2, null, "[Network(4), Linear(2)] [{|EXG0006:Conv2d(3, 3, Padding = 1)|}, Relu] public partial class Net;");

    [Fact]
    public void An_attribute_without_arguments() => Verify(1, "Name", "[Network(4), {|EXG0006:Relu|}] public partial class Net;");

    [Fact]
    public void A_constructor_argument() =>
        Verify(1, "Kernel", "[Network(4), Conv2d(3, {|EXG0006:[3, 5]|}, Padding = 1)] public partial class Net;");

    [Fact]
    public void A_constructor_argument_by_name() =>
        Verify(1, "Channels", "[Network(4), Conv2d(kernel: 3, channels: {|EXG0006:8|})] public partial class Net;");

    [Fact]
    public void A_property() =>
        Verify(1, "Padding", "[Network(4), Conv2d(3, 3, Name = \"a\", Padding = {|EXG0006:2 - 3|})] public partial class Net;");

    [Fact]
    public void A_list_in_place_of_a_number() =>
        Verify(1, "Stride", "[Network(4), Conv2d(3, 3, Strides = {|EXG0006:[0, 1]|})] public partial class Net;");

    [Fact]
    public void A_number_in_place_of_a_list() =>
        Verify(1, "Inputs", "[Network(4), Add(Input = {|EXG0006:\"a\"|})] public partial class Net;");

    [Fact]
    public void An_argument_that_was_not_written() =>
        Verify(1, "Groups", "[Network(4), {|EXG0006:Conv2d(3, 3)|}] public partial class Net;");

    [Fact]
    public void Params() => Verify(1, "Paddings", "[Network(4), Pad({|EXG0006:1, 2, 3|}, Channels = [0, 1])] public partial class Net;");

    [Fact]
    public void A_selector() => Verify(2, "Selector", "[Network(4), Linear(2), Gamma({|EXG0006:\"lin\"|}, 0.5)] public partial class Net;");

    [Fact]
    public void Attributes_of_others_shift_nothing() =>
        Verify(1, null, "[System.Obsolete(\"\"), Network(4), System.Serializable, {|EXG0006:Linear(2)|}] public partial class Net;");

    [Fact]
    public void Another_file()
    {
        var compiler = new FakeCompiler(Example(3, "Gamma"));
        Markup.Verify(
            compiler.Generator,
            "using ExplainGen;\n[Flat(\"x\"), Gamma(\"a\", {|EXG0006:0.5|})] public partial class Net;",
            "using ExplainGen;\n[Network(4), Linear(2)] public partial class Net;");
    }

    [Fact]
    public void Two_issues_at_one_place_are_both_reported()
    {
        var compiler = new FakeCompiler(Example(1, null), new Issue(IssueTable.UnusedLayer, 1, null, "a"));
        GeneratorRun run = GeneratorRun.Over(
            GeneratorRun.Compile("using ExplainGen;\n[Network(4), Linear(2)] public partial class Net;"), compiler.Generator);

        Assert.Equal(["EXG0006", "EXG0008"], run.Diagnostics.Select(diagnostic => diagnostic.Id).Order());
    }

    [Fact]
    public void Message_severity_and_page()
    {
        var compiler = new FakeCompiler(Example(1, null));
        GeneratorRun run = GeneratorRun.Over(
            GeneratorRun.Compile("using ExplainGen;\n[Network(4), Linear(2)] public partial class Net;"), compiler.Generator);

        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal("'Padding' of Conv2d must be at least 0, but is -1", diagnostic.GetMessage());
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        Assert.Equal("ExplainGen", diagnostic.Descriptor.Category);
        Assert.Equal(
            "https://github.com/explaingen/explaingen/blob/main/generators/ExplainGen.Generators/Diagnostics/docs/EXG0006.md",
            diagnostic.Descriptor.HelpLinkUri);
    }

    private static Issue Example(int origin, string? argument) =>
        new(IssueTable.BadArgument, origin, argument, "Padding", "Conv2d", "at least 0", -1);

    private static void Verify(int origin, string? argument, string marked) =>
        Markup.Verify(new FakeCompiler(Example(origin, argument)).Generator, "using ExplainGen;\n" + marked);
}
