namespace ExplainGen.Generators.Tests.Driver;

/// <summary>Declarations that several tests use.</summary>
internal static class Models
{
    /// <summary>A small network with everything a declaration can have.</summary>
    public const string Everything = """
        using ExplainGen;

        namespace Shop.Vision;

        // Handwritten digits.
        [Network(1, 28, 28)]
        [Conv2d(8, 3, Padding = 1, Name = "conv1"), BatchNorm, Relu, MaxPool2d(2)]
        [Conv2d(8, 3, Padding = 1), Relu, Add(Inputs = ["relu2", "maxPool1"]), AvgPool2d(2)]
        [Flatten, Linear(10, Name = "logits")]
        [Lrp(Composite.EpsilonPlusFlat)]
        [Lrp(Composite.EpsilonGammaBox, Name = "Fine", Low = -0.5, High = 1, Gamma = 0.125)]
        [Gamma("conv2", 0.5, For = "Fine")]
        [Gradient]
        public sealed partial class DigitNet;
        """;

    /// <summary>A second network, in a file of its own.</summary>
    public const string Dense = """
        using ExplainGen;

        [Network(4)]
        [Linear(3), Relu, Linear(2)]
        [Lrp(Composite.Epsilon, Epsilon = 0.25)]
        internal partial class DenseNet;
        """;

    /// <summary>A network that does not compile.</summary>
    public const string Broken = """
        using ExplainGen;

        [Network(4)]
        internal partial class BrokenNet;
        """;

    /// <summary>A file that has nothing to do with networks.</summary>
    public const string Unrelated = """
        public static class Unrelated
        {
            public static int Answer() => 42;
        }
        """;
}
