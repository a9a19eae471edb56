using ExplainGen.Generators.Tests.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExplainGen.Generators.Tests.Diagnostics;

/// <summary>What is wrong with the class, before any network is looked at.</summary>
public sealed class ClassDiagnosticsTests
{
    [Fact]
    public void Not_partial()
    {
        GeneratorRun run = Markup.Verify("""
            using ExplainGen;
            [Network(4), Linear(2)]
            public sealed class {|EXG0001:Net|};
            """);

        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        Assert.Equal(
            "'Net' carries [Network] but is not partial: write 'partial class Net' so that the explainer can be added to it",
            diagnostic.GetMessage());
        Assert.Empty(run.Sources);
        run.AssertCompiles();
    }

    [Theory]
    [InlineData("partial class {|EXG0009:Net|}<T>;", "generic")]
    [InlineData("static partial class {|EXG0009:Net|};", "static")]
    [InlineData("abstract partial class {|EXG0009:Net|};", "abstract")]
    [InlineData("partial record {|EXG0009:Net|};", "a record")]
    [InlineData("file partial class {|EXG0009:Net|};", "visible in its own file only")]
    public void Unsupported_class(string declaration, string reason)
    {
        GeneratorRun run = Markup.Verify($"using ExplainGen;\n[Network(4), Linear(2)]\n{declaration}");

        Assert.Equal(
            $"'Net' cannot carry [Network]: it is {reason}; use a plain class (nested only in partial types)",
            Assert.Single(run.Diagnostics).GetMessage());
        Assert.Empty(run.Sources);
    }

    [Theory]
    [InlineData("Net() { }", "a class with a constructor of its own")]
    [InlineData("public Net(int seed) => Seed = seed; public int Seed { get; }", "a class with a constructor of its own")]
    [InlineData("public required int Seed { get; init; }", "a class with a required member, 'Seed'")]
    [InlineData("private readonly int _weights = 3;", "a class with a member '_weights' of its own, as which one is generated")]
    [InlineData("static void Layers() { }", "a class with a member 'Layers' of its own, as which one is generated")]
    [InlineData("public int Predict => 3;", "a class with a member 'Predict' of its own, as which one is generated")]
    public void Unsupported_members(string member, string reason)
    {
        GeneratorRun run = Markup.Verify(
            $"using ExplainGen;\n[Network(4), Linear(2)]\npublic partial class {{|EXG0009:Net|}} {{ {member} }}");

        Assert.StartsWith($"'Net' cannot carry [Network]: it is {reason};", Assert.Single(run.Diagnostics).GetMessage());
    }

    [Fact]
    public void A_primary_constructor_is_one() =>
        Markup.Verify("using ExplainGen;\n[Network(4), Linear(2)]\npublic partial class {|EXG0009:Net|}(int seed) { public int Seed => seed; }");

    [Fact]
    public void A_network_derived_from_a_network()
    {
        GeneratorRun run = Markup.Verify("""
            using ExplainGen;
            [Network(4), Linear(2)]
            public partial class Base;
            [Network(4), Linear(2)]
            public partial class {|EXG0009:Net|} : Base;
            """);

        Assert.StartsWith(
            "'Net' cannot carry [Network]: it is derived from 'Base', which is a network itself;", Assert.Single(run.Diagnostics).GetMessage());
    }

    [Fact]
    public void Members_may_overload_generated_methods()
    {
        Markup.Verify("""
            using ExplainGen;
            [Network(4), Linear(2)]
            public partial class Net
            {
                static Net() => Labels = ["no", "yes"];

                public static string[] Labels { get; }

                public string Predict(string name) => name;
            }
            """).AssertCompiles();
    }

    [Theory]
    [InlineData("Layers")]
    [InlineData("Forward")]
    [InlineData("_weights")]
    public void Named_like_a_generated_member(string name)
    {
        GeneratorRun run = Markup.Verify($"using ExplainGen;\n[Network(4), Linear(2)]\npartial class {{|EXG0009:{name}|}};");

        Assert.StartsWith(
            $"'{name}' cannot carry [Network]: it is called like a member that is generated;",
            Assert.Single(run.Diagnostics).GetMessage(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ExplainFine", true)]
    [InlineData("ExplainFineBatch", true)]
    [InlineData("PropagateFine", true)]
    [InlineData("PropagateGradient", true)]
    [InlineData("PropagateLrpZero_Part2", true)]
    [InlineData("Predict_Part3", true)]
    [InlineData("ExplainLrpZero", false)]
    [InlineData("PropagateOther", false)]
    [InlineData("Predict_Part", false)]
    [InlineData("RunPredict", false)]
    public void Named_like_a_member_of_an_explainer(string name, bool clashes)
    {
        const string attributes = "[Network(4), Linear(2), Lrp(Composite.LrpZero), Lrp(Composite.Epsilon, Name = \"Fine\"), Gradient]";
        GeneratorRun run = GeneratorRun.Of($"using ExplainGen;\n{attributes}\npartial class {name};");

        Assert.Equal(clashes ? ["EXG0009"] : [], run.Diagnostics.Select(diagnostic => diagnostic.Id));
        run.AssertCompiles();
    }

    [Theory]
    [InlineData("partial class {|EXG0009:Kernels|};")]
    [InlineData("partial class {|EXG0009:Net|}; enum Kernels;")]
    public void A_type_called_like_the_alias_of_generated_files(string declarations) =>
        Markup.Verify($"using ExplainGen;\n[Network(4), Linear(2)]\n{declarations}").AssertCompiles();

    [Fact]
    public void A_member_called_like_one_of_an_explainer() => Markup.Verify("""
        using ExplainGen;
        [Network(4), Linear(2), Lrp(Composite.LrpZero), Lrp(Composite.Epsilon, Name = "Fine")]
        partial class {|EXG0009:Net|} { public int ExplainFine => 3; }
        """).AssertCompiles();

    [Theory]
    [InlineData("Base(int size) { public int Size => size; }", "'Base', which has no constructor that it can call without arguments")]
    [InlineData("Base { private Base() { } }", "'Base', which has no constructor that it can call without arguments")]
    [InlineData("Base { public required int Size { get; init; } }", "'Base', which has a required member, 'Size'")]
    [InlineData("Base : Root; class Root { public required int Size; }", "'Root', which has a required member, 'Size'")]
    public void Unsupported_base(string declaration, string reason)
    {
        GeneratorRun run = GeneratorRun.Of($"using ExplainGen;\n[Network(4), Linear(2)]\npartial class Net : Base;\nclass {declaration}");

        Assert.StartsWith(
            $"'Net' cannot carry [Network]: it is derived from {reason};",
            Assert.Single(run.Diagnostics).GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Base { protected Base() { } }")]
    [InlineData("Base { internal Base(int size = 3) => Size = size; public int Size { get; } }")]
    [InlineData("Base(params int[] sizes) { public int Size => sizes.Length; }")]
    public void Supported_base(string declaration) => Markup.Verify(
        $"using ExplainGen;\n[Network(4), Linear(2)]\npartial class Net : Base;\nclass {declaration}").AssertCompiles();

    [Fact]
    public void An_unknown_base_is_left_to_the_compiler() =>
        Assert.Empty(GeneratorRun.Of("using ExplainGen;\n[Network(4), Linear(2)]\npartial class Net : Unknown;").Diagnostics);

    [Theory]
    [InlineData("[{|EXG0015:Linear(2)|}, Relu, Lrp(Composite.Epsilon)] class Net;", "Linear")]
    [InlineData("[{|EXG0015:ExplainGen.LrpAttribute(Composite.Epsilon)|}] partial class Net;", "Lrp")]
    [InlineData("[System.Obsolete] [{|EXG0015:global::ExplainGen.Gamma(\"conv*\")|}, Gradient] partial class Net;", "Gamma")]
    [InlineData("[{|EXG0015:Weights(\"net.safetensors\")|}] partial class Net;", "Weights")]
    [InlineData("[{|EXG0015:Gradient|}] partial record Net;", "Gradient")]
    [InlineData("partial class Outer { [{|EXG0015:Relu|}] partial class Net; }", "Relu")]
    [InlineData("[{|EXG0015:Relu|}] partial class Net; [Linear(2)] partial class Net;", "Relu")]
    public void No_network(string marked, string attribute)
    {
        GeneratorRun run = Markup.Verify("using ExplainGen;\n" + marked);

        Assert.Equal(
            $"'Net' carries [{attribute}] but not [Network], so that nothing is generated for it: add [Network(...)] with the shape of its input",
            Assert.Single(run.Diagnostics).GetMessage());
        Assert.Empty(run.Sources);
    }

    [Theory]
    [InlineData("using ExplainGen;\n[Relu] partial class Net; [Network(4), Linear(2)] partial class Net;")]
    [InlineData("using ExplainGen;\n[Netwrk(4), Linear(2)] partial class Net;")]
    [InlineData("[Relu] partial class Net; class ReluAttribute : System.Attribute;")]
    public void Nothing_is_missing(string source) => Assert.DoesNotContain(
        GeneratorRun.Of(source).Diagnostics, diagnostic => diagnostic.Id == "EXG0015");

    [Theory]
    [InlineData("class Outer", "nested in 'Outer', which is not partial")]
    [InlineData("partial struct Outer<T>", "nested in 'Outer', which is generic")]
    [InlineData("file partial interface Outer", "nested in 'Outer', which is visible in its own file only")]
    public void Unsupported_outer_type(string outer, string reason)
    {
        GeneratorRun run = Markup.Verify($$"""
            using ExplainGen;
            {{outer}}
            {
                [Network(4), Linear(2)]
                public partial class {|EXG0009:Net|};
            }
            """);

        Assert.StartsWith($"'Net' cannot carry [Network]: it is {reason};", Assert.Single(run.Diagnostics).GetMessage());
    }

    [Fact]
    public void Mistakes_that_do_not_depend_on_each_other_are_all_reported()
    {
        GeneratorRun run = GeneratorRun.Of("""
            using ExplainGen;
            class Outer
            {
                [Network(4), Linear(2)]
                public class Net;
            }
            """);

        Assert.Equal(["EXG0001", "EXG0009"], run.Diagnostics.Select(diagnostic => diagnostic.Id).Order());
    }

    [Fact]
    public void Old_language_version()
    {
        GeneratorRun run = GeneratorRun.Over(GeneratorRun.Compile(
            LanguageVersion.CSharp11, "using ExplainGen;\n[Network(4), Linear(2)]\npublic partial class Net { }"));

        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal("EXG0011", diagnostic.Id);
        Assert.Equal("Net", diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan));
        Assert.Equal(
            "Generated explainers need C# 12.0 or later, but this project compiles as C# 11.0: set <LangVersion>", diagnostic.GetMessage());
    }

    [Fact]
    public void The_oldest_language_version_is_enough()
    {
        GeneratorRun run = GeneratorRun.Over(GeneratorRun.Compile(
            LanguageVersion.CSharp12, "using ExplainGen;\n[Network(4), Linear(2)]\npublic partial class Net;"));

        Assert.Empty(run.Diagnostics);
        run.AssertCompiles();
    }

    [Fact]
    public void Layers_on_several_parts()
    {
        GeneratorRun run = Markup.Verify(
            """
            using ExplainGen;
            [Network(4), Linear(2)]
            public partial class Net;
            """,
            """
            using ExplainGen;
            [{|EXG0002:Relu|}, Linear(3)]
            public partial class Net;
            """);

        Assert.Equal(
            "'Net' declares layers on more than one partial declaration, whose order is undefined: put all layer attributes on one of them",
            Assert.Single(run.Diagnostics).GetMessage());
        run.AssertCompiles();
    }

    [Fact]
    public void Rules_and_explainers_may_stand_on_another_part()
    {
        Markup.Verify(
            "using ExplainGen;\n[Network(4), Linear(2)]\npublic partial class Net;",
            "using ExplainGen;\n[Lrp(Composite.Epsilon), Epsilon(\"linear1\", 0.25)]\npublic partial class Net;").AssertCompiles();
    }

    [Fact]
    public void A_struct_is_left_to_the_compiler()
    {
        GeneratorRun run = Markup.Verify("using ExplainGen;\n[Network(4), Linear(2)]\npublic partial struct Net;");

        Assert.Contains(run.Output.GetDiagnostics(), diagnostic => diagnostic.Id == "CS0592");
    }
}
