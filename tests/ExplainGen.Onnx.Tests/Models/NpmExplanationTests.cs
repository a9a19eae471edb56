using ExplainGen.Graph;
using ExplainGen.TestKit;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;
using Xunit.Abstractions;

namespace ExplainGen.Onnx.Tests.Models;

/// <summary>Explanations of InceptionV3 and MobileNetV2 with real weights: what relevance propagation promises, and the oracle.</summary>
public sealed class NpmExplanationTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. NpmNetwork.All];

    public static TheoryData<string, string> Explainers
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string name in NpmNetwork.All)
            {
                foreach (string explainer in new[] { "EpsilonPlusFlat", "EpsilonGammaBox", "EpsilonAlpha2Beta1Flat", "LrpZero" })
                    cases.Add(name, explainer);
            }

            return cases;
        }
    }

    /// <summary>What arrives at a layer is what it hands on and what is accounted for, to 1e-4 of the relevance that is about.</summary>
    [NpmTheory]
    [MemberData(nameof(Explainers))]
    public void Every_layer_conserves_what_its_ledger_does_not_take(string name, string explainer)
    {
        NpmNetwork network = NpmNetwork.Of(name);
        foreach ((string what, float[] input) in Inputs.Some(network))
        {
            Explanation why = network.Explain(explainer, input);
            var magnitudes = network.Metadata.Layers.ToLookup(layer => network.Metadata.Nodes[layer.Node])
                .ToDictionary(layers => layers.Key, layers => Magnitude(why.At(layers.First())));
            output.WriteLine($"{what}: {why}");
            Ledger ledger = why.Ledger;
            Assert.All(ledger.Entries, account => Assert.True(
                Math.Abs(account.Error) <= 1e-4 * magnitudes[account.Layer], $"{what}: {account}, of {magnitudes[account.Layer]:g3}."));
            Assert.Equal(why.Logits.Span[why.Target.ClassIndex], ledger.Seeded, 1e-6 * Math.Abs(ledger.Seeded));
            double allowed = 1e-4 * Math.Abs(ledger.Seeded);
            Assert.InRange(ledger.Seeded - why.Sum - ledger.Bias - ledger.Stabilizer - ledger.Dropped, -allowed, allowed);
        }
    }

    /// <summary>Biases that normalizations leave take nearly all relevance in a network this deep; without them it arrives.</summary>
    [NpmFact]
    public void Relevance_arrives_where_biases_are_ignored()
    {
        NpmNetwork network = NpmNetwork.Of("inception_v3");
        foreach ((string what, float[] input) in Inputs.Some(network))
        {
            Explanation why = network.Explain("WithoutBias", input);
            output.WriteLine($"{what}: {why}");
            Assert.Equal(0, why.Ledger.Bias);
            Assert.Equal(why.Ledger.Seeded, why.Sum, 1e-3 * why.Ledger.Seeded);
        }
    }

    /// <summary>ReLUs are homogeneous, so that the two are the same; ReLU6 is not.</summary>
    [NpmFact]
    public void Lrp_zero_is_gradient_times_input()
    {
        NpmNetwork network = NpmNetwork.Of("inception_v3");
        foreach ((string what, float[] input) in Inputs.Some(network))
        {
            Explanation zero = network.Explain("LrpZero", input);
            ReadOnlySpan<float> gradient = network.Explain("Gradient", input, zero.Target).Relevance.Span;
            var expected = new double[input.Length];
            for (int i = 0; i < expected.Length; i++)
                expected[i] = (double)input[i] * gradient[i];
            double error = RelativeError.L2(zero.Relevance.Span, expected);
            output.WriteLine($"{what}: LRP-0 and gradient x input differ by {error:g3}");
            Assert.InRange(error, 0, 1e-4);
        }
    }

    /// <summary>A small step along a color's part of the gradient raises the logit by the length of that part.</summary>
    [NpmTheory]
    [MemberData(nameof(Names))]
    public void Gradient_is_what_finite_differences_are(string name)
    {
        NpmNetwork network = NpmNetwork.Of(name);
        foreach ((string what, float[] input) in Inputs.Some(network))
        {
            Explanation why = network.Explain("Gradient", input);
            int plane = input.Length / 3;
            for (int color = 0; color < 3; color++)
            {
                var direction = new float[input.Length];
                why.Relevance.Span.Slice(color * plane, plane).CopyTo(direction.AsSpan(color * plane));
                double length = Math.Sqrt(direction.Sum(g => (double)g * g));

                // Large enough for the rounding of logits, small enough that few ReLUs turn.
                double step = 0.002 / length;
                double error = (Logit(step) - Logit(-step)) / (2 * step * length) - 1;
                output.WriteLine($"{what}, color {color}: off by {error:g3}");
                Assert.InRange(error, -0.01, 0.01);

                double Logit(double by) => network.Predict(
                    [.. input.Select((v, i) => (float)(v + (by * direction[i] / length)))])[why.Target.ClassIndex];
            }
        }
    }

    /// <summary>With BatchNorms and pads merged as the generated code merges them, in double precision.</summary>
    [NpmTheory]
    [InlineData("mobilenet_v2", "EpsilonPlusFlat")]
    [InlineData("mobilenet_v2", "EpsilonGammaBox")]
    [InlineData("inception_v3", "EpsilonPlusFlat")]
    public void Relevance_is_that_of_the_oracle(string name, string explainer)
    {
        NpmNetwork network = NpmNetwork.Of(name);
        (string what, float[] input) = Inputs.Some(network).Last();
        Explanation why = network.Explain(explainer, input);
        OracleNetwork oracle = BatchNormMerging.Merge(
            OracleTranslation.Of(PadFolding.Fold(network.Logits), tensor => network.Weights[tensor]));
        OracleForward forward = oracle.Forward(OracleTensor.FromSingle(input, [.. network.Metadata.InputShape]));
        OracleTensor seed = OracleTensor.Zeros(forward.Output.Shape);
        seed.Values[why.Target.ClassIndex] = forward.Output[why.Target.ClassIndex];
        OracleExplanation expected = forward.Explain(node => RuleOf(node, explainer), seed);

        double worst = RelativeError.L2(why.Relevance.Span, expected.Input.Values);
        output.WriteLine($"{what}: relevance at the input off by {worst:g3}");
        Assert.InRange(worst, 0, 1e-4);
        foreach (Layer layer in network.Metadata.Layers)
        {
            double error = RelativeError.L2(why.At(layer).Span, expected[network.Metadata.Nodes[layer.Node]].Values);
            Assert.True(error <= 1e-4, $"{what}: relevance at {layer.Name} off by {error:g3}.");
            worst = Math.Max(worst, error);
        }

        output.WriteLine($"{what}: at the worst layer by {worst:g3}");
    }

    private static OracleRule RuleOf(OracleNode node, string explainer) => node.Operator switch
    {
        Convolution when node.Inputs is [OracleNetwork.InputName] =>
            explainer == "EpsilonPlusFlat" ? new Flat() : new ZBox(0, 1),
        Convolution => explainer == "EpsilonPlusFlat" ? new ZPlus() : new Gamma(),
        Linear => new Epsilon(),
        AveragePool or Add => new Norm(),
        MaxPool => new MaxPoolWinner(),
        Relu or Relu6 => new Pass(),
        _ => new TestKit.Oracle.Rules.Gradient(),
    };

    private static double Magnitude(ReadOnlyMemory<float> values)
    {
        double sum = 0;
        foreach (float v in values.Span)
            sum += Math.Abs(v);
        return sum;
    }
}
