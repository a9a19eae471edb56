using System.Text.RegularExpressions;
using ExplainGen.Generators.Tests.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExplainGen.Generators.Tests.Emission;

/// <summary>Generated code compiles without a warning in whatever surroundings a user puts it.</summary>
public sealed partial class HygieneTests
{
    [Fact]
    public void Namespaces_and_types_named_like_those_of_the_runtime() => GeneratorRun.Of("""
        namespace Kernels
        {
            public class Tensor;
        }

        namespace Shop.Vision
        {
            namespace System { }
            namespace ExplainGen { }
            namespace Kernels { }
            class Layer;
            class Target;
            class Span<T>;

            [global::ExplainGen.Network(1, 8, 8)]
            [global::ExplainGen.Conv2d(4, 3), global::ExplainGen.Relu, global::ExplainGen.MaxPool2d(2)]
            [global::ExplainGen.Flatten, global::ExplainGen.Linear(3)]
            [global::ExplainGen.Lrp(global::ExplainGen.Composite.EpsilonPlusFlat), global::ExplainGen.Gradient]
            partial class Net;
        }
        """).AssertCompiles();

    [Fact]
    public void Layers_named_like_what_is_generated_around_them() => GeneratorRun.Of("""
        using ExplainGen;

        [Network(1, 8, 8)]
        [Conv2d(4, 3, Name = "weights"), Relu(Name = "workers"), Conv2d(4, 3, Name = "workspace"), MaxPool2d(2, Name = "trace")]
        [Flatten(Name = "x"), Linear(4, Name = "linear1"), Relu(Name = "sWeights"), Linear(4, Name = "rLinear1")]
        [Add(Inputs = ["rLinear1", "linear1"], Name = "s-linear1"), Linear(4, Name = "this"), Relu(Name = "reader")]
        [Linear(4, Name = "weights_bias"), Relu(Name = "weightsFlat"), Linear(4, Name = "weightsPositive"), Relu(Name = "layouts")]
        [Linear(4, Name = "parameters"), Relu(Name = "seed"), Linear(4, Name = "explainer"), Relu(Name = "net")]
        [Linear(3, Name = "kernels")]
        [Lrp(Composite.EpsilonPlusFlat), Lrp(Composite.EpsilonAlpha2Beta1, Name = "Batch")]
        [Lrp(Composite.EpsilonGammaBox, Low = 0, High = 1), Gradient]
        public partial class Net;
        """).AssertCompiles();

    [Fact]
    public void Names_that_look_like_markup_or_leave_their_comment() => GeneratorRun.Of("""
        using ExplainGen;

        [Network(4)]
        [Linear(4, Name = "a</summary>\n#error b"), Relu(Name = "*/ \u2028 \"c\\"), Linear(2, Name = "größe {0}")]
        [Lrp(Composite.Epsilon)]
        public partial class Net;
        """).AssertCompiles();

    [Fact]
    public void A_class_inside_others_and_named_like_a_keyword() => GeneratorRun.Of("""
        using ExplainGen;

        namespace @namespace.@class
        {
            public partial interface @interface
            {
                internal partial record struct @struct
                {
                    [Network(4), Linear(2), Lrp(Composite.Epsilon), Gradient]
                    internal sealed partial class @event;
                }
            }
        }
        """).AssertCompiles();

    [Theory]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.Preview)]
    public void Language_versions(LanguageVersion version) =>
        GeneratorRun.Over(GeneratorRun.Compile(version, Models.Everything, Models.Dense)).AssertCompiles();

    [Theory]
    [InlineData("public partial class net;", "CS8981")]
    [InlineData("public partial class Net : Base; public class Base { public static int Metadata => 3; public virtual void Load(string path) { } }", "CS0108")]
    [InlineData("[System.Obsolete] public class Base; public partial class Net : Base;", "CS0612")]
    public void What_the_compiler_says_of_a_class_it_says_of_the_users_part_alone(string declaration, string warning)
    {
        int at = declaration.IndexOf("public partial", StringComparison.Ordinal);
        CSharpCompilation compilation = GeneratorRun.Compile(
            declaration.Insert(at, "[ExplainGen.Network(4), ExplainGen.Linear(2), ExplainGen.Gradient]\n"));
        GeneratorRun run = GeneratorRun.Over(compilation.WithOptions(compilation.Options.WithWarningLevel(9999)));

        Assert.Empty(run.Diagnostics);
        Assert.Contains(run.Output.GetDiagnostics(), diagnostic => diagnostic.Id == warning);
        run.AssertGeneratedFilesAreSilent();
    }

    [Fact]
    public void Every_step_is_a_line_whose_literals_have_names()
    {
        GeneratorRun run = GeneratorRun.Of(Models.Everything, Models.Dense);
        string[] passes = [.. run.Sources.Where(file => file.Key.Contains(".Explain.", StringComparison.Ordinal) || file.Key.Contains(".Forward.", StringComparison.Ordinal))
            .SelectMany(file => file.Value.Split('\n'))];

        Assert.DoesNotContain(passes, line => BareLiteral().IsMatch(line));
        Assert.DoesNotContain(passes, line => line.Count(character => character == ';') > 1 && !line.TrimStart().StartsWith("//", StringComparison.Ordinal));
        Assert.Contains(passes, line => line.Contains("scale: 1f", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fused_activation_is_named_where_its_producer_is()
    {
        string forward = GeneratorRun.Of(Models.Dense).Sources["DenseNet.Forward.g.cs"];

        Assert.Contains("// linear1: Linear, 4 -> 3; and in the same pass relu1: Relu\n", forward, StringComparison.Ordinal);
        Assert.Contains("// linear2: Linear, 3 -> 2\n", forward, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_that_checks_everything()
    {
        CSharpCompilation plain = GeneratorRun.Compile();
        CSharpCompilation strict = plain
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText(
                Models.Everything.Replace("[Network", "/// <summary>Reads digits.</summary>\n[Network", StringComparison.Ordinal),
                new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.Diagnose).WithFeatures([new("strict", "true")]),
                "0.cs"))
            .WithOptions(plain.Options
                .WithWarningLevel(9999)
                .WithOverflowChecks(true)
                .WithNullableContextOptions(NullableContextOptions.Disable));

        GeneratorRun.Over(strict).AssertCompiles();
    }

    [GeneratedRegex(@"(?<=Maps|Elementwise|Activations).*(, |(?<!new)\()(null|default|true|false|-?[0-9.E-]+f)[,)]")]
    private static partial Regex BareLiteral();
}
