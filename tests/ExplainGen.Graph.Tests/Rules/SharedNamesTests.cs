using ExplainGen.Kernels;

namespace ExplainGen.Graph.Tests.Rules;

/// <summary>The compile-time side names kernels and attributes by text; the names must exist on the other side.</summary>
public sealed class SharedNamesTests
{
    [Fact]
    public void VariantsExistInTheKernels() => Assert.Subset(Names<WeightVariantKind>(), Names<VariantKind>());

    [Fact]
    public void MaxPoolSharesAreTheKernels() => Assert.Equal(Names<Kernels.MaxPoolRule>(), Names<MaxPoolShare>());

    [Fact]
    public void PassesOfNormalizationsAreTheKernels() =>
        Assert.All(Names<NormalizationPass>(), name => Assert.NotNull(typeof(INormalization).GetMethod(name)));

    [Fact]
    public void BiasHandlingIsTheAttributes() => Assert.Equal(Names<ExplainGen.BiasHandling>(), Names<BiasHandling>());

    [Fact]
    public void PaddingModesAreTheAttributes() => Assert.Equal(Names<AutoPad>(), Names<AutoPadding>());

    [Fact]
    public void CompositesAreTheAttributes() => Assert.Equal(Names<ExplainGen.Composite>(), [.. CompositeTable.Names]);

    [Fact]
    public void ActivationsExistInTheKernels()
    {
        foreach (string kind in OperatorTable.Kinds)
        {
            var layer = new LayerDeclaration(kind, null, default, null, Arguments.None, 0);
            if (OperatorTable.Create(layer, [], out _) is ActivationOperator { HasSlopes: false } activation)
                Assert.Contains(activation.Function, Names<ActivationKind>());
        }
    }

    private static SortedSet<string> Names<T>()
        where T : struct, Enum => new(Enum.GetNames<T>(), StringComparer.Ordinal);
}
