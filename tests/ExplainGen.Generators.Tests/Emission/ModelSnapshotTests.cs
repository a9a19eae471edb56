using ExplainGen.Generators.Tests.Driver;

namespace ExplainGen.Generators.Tests.Emission;

/// <summary>Whole generated models, to be read when they change. Each also compiles without warnings.</summary>
public sealed class ModelSnapshotTests
{
    /// <summary>A chain with two explainers, an override, embedded weights and the gradient.</summary>
    [Fact]
    public void A_convolutional_chain() => Verify("""
        using ExplainGen;
        namespace Shop;
        [Network(1, 12, 12)]
        [Conv2d(8, 3, Padding = 1), Relu, MaxPool2d(2)]
        [Flatten, Linear(10, Name = "logits"), Softmax]
        [Lrp(Composite.EpsilonPlusFlat)]
        [Lrp(Composite.EpsilonGammaBox, Name = "Fine", Low = 0, High = 1)]
        [Gradient, Weights("chain.safetensors")]
        public sealed partial class Chain;
        """);

    /// <summary>BatchNorm to fold, a residual sum, a concatenation, signed inputs, a leaky activation, shared weights.</summary>
    [Fact]
    public void A_residual_network() => Verify("""
        using ExplainGen;
        namespace Shop;
        [Network(4, 20)]
        [Conv1d(8, 5, Padding = 2, Bias = false), BatchNorm, LeakyRelu(0.1)]
        [Conv1d(8, 3, Padding = 1, Name = "same"), Add(Inputs = ["leakyRelu1", "same"]), Relu(Name = "merged")]
        [Conv1d(8, 3, Padding = 1, Name = "again", Shares = "same"), Concat(Inputs = ["merged", "again"])]
        [GlobalAvgPool, Linear(3)]
        [Lrp(Composite.EpsilonAlpha2Beta1, Bias = BiasHandling.Redistribute)]
        [Gamma("again", 0.3)]
        internal sealed partial class Residual;
        """);

    /// <summary>A convolution of one tap before a sum, which takes the weights of both branches of gamma in one pass.</summary>
    [Fact]
    public void A_bottleneck_under_gamma() => Verify("""
        using ExplainGen;
        namespace Shop;
        [Network(16, 8, 8)]
        [Conv2d(16, 3, Padding = 1), Relu]
        [Conv2d(16, 1, Name = "expand"), Add(Inputs = ["relu1", "expand"]), Relu(Name = "merged")]
        [GlobalAvgPool, Linear(4)]
        [Lrp(Composite.EpsilonGammaBox, Low = -1, High = 1)]
        internal sealed partial class Bottleneck;
        """);

    /// <summary>A one-class SVM, which is the whole model.</summary>
    [Fact]
    public void A_neuralized_model() => Verify("""
        using ExplainGen;
        namespace Shop;
        [OneClassSvm(Features = 30, Kernel = Kernel.Gaussian)]
        public sealed partial class FraudDetector;
        """);

    /// <summary>k-means on the features that a network gives.</summary>
    [Fact]
    public void A_neuralized_model_on_an_encoder() => Verify("""
        using ExplainGen;
        namespace Shop;
        [KMeans(Clusters = 10, On = typeof(Encoder))]
        [Lrp(Composite.EpsilonPlus), Gradient]
        public sealed partial class DeepClusters;

        [Network(1, 8, 8), Conv2d(4, 3), Relu, Flatten]
        public sealed partial class Encoder;
        """);

    /// <summary>A network of pictures, whose preprocessing gives the bounds of its input.</summary>
    [Fact]
    public void A_network_of_pictures() => Verify("""
        using ExplainGen;
        namespace Shop;
        [Network(3, 8, 8)]
        [Picture(Order = ChannelOrder.Bgr, High = 255, Mean = [104, 117, 123])]
        [Conv2d(4, 3), Relu, GlobalAvgPool, Linear(2)]
        [Lrp(Composite.EpsilonGammaBox), Gradient]
        internal sealed partial class Photo;
        """);

    /// <summary>A sequence that is read both ways, and once more for its last state.</summary>
    [Fact]
    public void A_recurrent_network() => Verify("""
        using ExplainGen;
        namespace Shop;
        [Network(3, 7)]
        [Lstm(5, Bidirectional = true), Gru(4, Sequence = false), Linear(3, Name = "logits")]
        [Lrp(Composite.EpsilonPlus), Gradient]
        internal sealed partial class Recurrent;
        """);

    /// <summary>A block of a transformer, explained through its attention weights and with those taken for constants.</summary>
    [Fact]
    public void A_transformer_block() => Verify("""
        using ExplainGen;
        namespace Shop;
        [Network(8, 10)]
        [Linear(16, PerPosition = true, Name = "embed")]
        [Linear(16, PerPosition = true, Name = "q")]
        [Linear(16, PerPosition = true, Input = "embed", Name = "k")]
        [Linear(16, PerPosition = true, Input = "embed", Name = "v")]
        [Attention(2, Inputs = ["q", "k", "v"], Causal = true, Name = "attention")]
        [Linear(16, PerPosition = true, Name = "out"), Add(Inputs = ["embed", "out"], Name = "mixed")]
        [Linear(32, PerPosition = true, Name = "up"), Relu, Linear(16, PerPosition = true, Name = "down"), Add(Inputs = ["mixed", "down"])]
        [GlobalAvgPool, Linear(3, Name = "logits")]
        [Lrp(Composite.Epsilon)]
        [Lrp(Composite.Epsilon, Name = "Constant"), CpLrp("attention", For = "Constant")]
        public sealed partial class Block;
        """);

    /// <summary>A residual block of a transformer: a normalization before a gated unit, whose value and gate are layers of one tap.</summary>
    [Fact]
    public void A_gated_unit_behind_a_normalization() => Verify("""
        using ExplainGen;
        namespace Shop;
        [Network(8, 12)]
        [Conv1d(16, 1, Name = "embed"), LayerNorm(Name = "norm")]
        [Conv1d(24, 1, Bias = false, Name = "value"), Conv1d(24, 1, Bias = false, Input = "norm", Name = "gate"), Silu(Name = "swish")]
        [Multiply(Inputs = ["value", "swish"], Name = "gated"), Conv1d(16, 1, Bias = false, Name = "down")]
        [Add(Inputs = ["embed", "down"], Name = "block"), RmsNorm(Name = "last"), GlobalAvgPool, Linear(3, Name = "logits")]
        [Lrp(Composite.Epsilon)]
        [Lrp(Composite.Epsilon, Name = "Signal"), SignalTakesAll("gated", Gate = "swish", For = "Signal")]
        [Gradient]
        internal sealed partial class GatedBlock;
        """);

    private static void Verify(string source)
    {
        GeneratorRun run = GeneratorRun.Of(source);
        Assert.DoesNotContain(run.Diagnostics, d => d.Severity > Microsoft.CodeAnalysis.DiagnosticSeverity.Info);
        run.AssertCompiles();
        foreach ((string name, string text) in run.Sources)
            Snapshot.Verify(text, name.Replace("Shop.", "").Replace(".g.cs", ""));
    }
}
