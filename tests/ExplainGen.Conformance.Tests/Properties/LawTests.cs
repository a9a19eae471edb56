using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Goldens;
using ExplainGen.Conformance.Tests.References;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>What relevance propagation promises of any network, seen in generated code.</summary>
public sealed class LawTests
{
    public static TheoryData<int> Numbers => Corpus.Numbers;

    public static TheoryData<int> Homogeneous => Corpus.NumbersWhere(network => network.IsHomogeneous);

    public static TheoryData<int> Rectified => Corpus.NumbersWhere(network => network.IsRectified);

    /// <summary>With the bias in the denominators, and whatever the pooling, the sums and the normalizations.</summary>
    [Theory]
    [MemberData(nameof(Homogeneous))]
    public void Lrp_zero_is_gradient_times_input(int number) => Corpus.Check(number, network =>
    {
        DynamicModel model = Corpus.Model(network);
        OracleTensor x = network.Input(network.Draws());
        Explanation zero = model.Explain("LrpZero", x.ToSingle(), Target.Top);
        Explanation gradient = model.Explain("Gradient", x.ToSingle(), Target.Class(zero.Target.ClassIndex));
        double[] expected = [.. x.Values.Select((v, i) => v * gradient.Relevance.Span[i])];

        int top = zero.Target.ClassIndex;
        OracleTensor one = OracleTensor.OneHot(top, model.Metadata.OutputCount);
        double tolerance = new SinglePrecision(network.Folded, x)
            .Explain(ExplainerCase.All.Single(entry => entry.Name == "LrpZero").Rules(network.Folded), one)
            .ToleranceMax(OracleNetwork.InputName);
        double error = RelativeError.Max(zero.Relevance.Span, expected);
        Assert.True(error <= tolerance, $"LRP-0 and gradient x input differ by {error:g3} of the largest, allowed {tolerance:g3}.");
        Worst.Record("LRP-0 = gradient x input (e_max / tolerance)", error / tolerance, $"{network.Seed}: {error:g3}");
    }, network => network.IsHomogeneous);

    /// <summary>What arrives at a layer is what it hands on and what is accounted for, to 1e-4 of the relevance that is about.</summary>
    [Theory]
    [MemberData(nameof(Numbers))]
    public void Every_layer_conserves_what_its_ledger_does_not_take(int number) => Corpus.Check(number, network =>
    {
        DynamicModel model = Corpus.Model(network);
        float[] input = network.Input(network.Draws()).ToSingle();
        foreach (ExplainerCase entry in Cases(network))
        {
            Explanation why = model.Explain(entry.Name, input, Target.Top.With(Seed.One), keepLayers: true);
            Dictionary<string, double> magnitudes = Magnitudes(model, why);
            foreach (LedgerEntry account in why.Ledger.Entries)
            {
                string[] inputs = network.Folded.Nodes.Single(node => node.Name == account.Layer).Inputs;
                double involved = magnitudes[account.Layer] + inputs.Distinct().Sum(name => magnitudes[name]);
                Assert.True(Math.Abs(account.Error) <= 1e-4 * involved, $"{entry.Name}: {account} of {involved:g3}.");
                Worst.Record(
                    "ledger (error / 1e-4 of the relevance involved)", Math.Abs(account.Error) / (1e-4 * involved),
                    $"{network.Seed}, {entry.Name} at {account.Layer}");
            }

            double lost = why.Ledger.Bias + why.Ledger.Stabilizer + why.Ledger.Dropped;
            double all = magnitudes.Values.Sum();
            Assert.InRange(why.Ledger.Seeded - why.Sum - lost, -1e-4 * all, 1e-4 * all);
            Assert.Equal(1, why.Ledger.Seeded, 1e-6);
        }
    });

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Biases_take_nothing_where_they_are_ignored_or_given_back(int number) => Corpus.Check(number, network =>
    {
        float[] input = network.Input(network.Draws()).ToSingle();
        foreach (ExplainerCase entry in Cases(network).Where(entry => entry.Bias != TestKit.Oracle.Rules.OracleBias.Absorb))
        {
            Explanation why = Corpus.Model(network).Explain(entry.Name, input, Target.Top);
            Assert.All(why.Ledger.Entries.Where(account => IsGivenBack(network, account.Layer)), account => Assert.Equal(0, account.Bias));
        }
    });

    /// <summary>The rules of the first layer hand on all that arrives, whatever the bias: nothing but the stabilizer takes any.</summary>
    [Theory]
    [InlineData("EpsilonPlusFlat")]
    [InlineData("EpsilonGammaBox")]
    [InlineData("SquaresWithoutBias")]
    public void First_layer_rules_conserve(string explainer)
    {
        foreach (RandomNetwork network in Corpus.Networks)
        {
            DynamicModel model = Corpus.Model(network);
            Explanation why = model.Explain(explainer, network.Input(network.Draws()).ToSingle(), Target.Top, keepLayers: true);
            Dictionary<string, double> magnitudes = Magnitudes(model, why);
            foreach (LedgerEntry account in why.Ledger.Entries.Where(e => e.Rule.StartsWith("Flat", StringComparison.Ordinal)
                || e.Rule.StartsWith("ZBox", StringComparison.Ordinal) || e.Rule.StartsWith("WSquare", StringComparison.Ordinal)))
            {
                Assert.Equal(0, account.Bias);
                double lost = account.In - account.Out - account.Stabilizer - account.Dropped;
                double allowed = 1e-5 * magnitudes[account.Layer];
                Assert.True(Math.Abs(lost) <= allowed, $"{explainer}: {account} loses {lost:g3}, allowed {allowed:g3}. {network}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Z_plus_is_alpha_one_beta_zero(int number) => Corpus.Check(number, network =>
    {
        float[] input = network.Input(network.Draws()).ToSingle();
        Assert.Equal(
            Bits.Of(Corpus.Model(network).Explain("ZPlusAlone", input, Target.Top).Relevance.Span),
            Bits.Of(Corpus.Model(network).Explain("AlphaOneAlone", input, Target.Top).Relevance.Span));
    });

    /// <summary>The two differ by terms of 1/gamma times how much larger negative contributions are than positive ones.</summary>
    [Theory]
    [MemberData(nameof(Rectified))]
    public void Gamma_tends_to_z_plus(int number) => Corpus.Check(number, network =>
    {
        DynamicModel model = Corpus.Model(network);
        var random = network.Draws();
        float[] input = network.Input(random).Map(Math.Abs).ToSingle();

        // Outputs that are not positive have no relevance: gamma would keep the negative contributions to them.
        Target target = Target.Weighted(Array.ConvertAll(model.Predict(input), logit => Math.Max(logit, 0))).With(Seed.One);
        float[] limit = model.Explain("GammaLimit", input, target).Relevance.ToArray();
        float[] plus = model.Explain("ZPlusAlone", input, target).Relevance.ToArray();
        double error = RelativeError.L2(limit, Array.ConvertAll(plus, v => (double)v));
        Assert.True(error <= 1e-4, $"Gamma(1e6) and z+ differ by {error:g3}, allowed 1e-4.");
        Worst.Record("Gamma(1e6) = ZPlus (e_l2 / 1e-4)", error / 1e-4, $"{network.Seed}");
    }, network => network.IsRectified);

    /// <summary>R(a u + b v) = a R(u) + b R(v), to 1e-5 of the relevance on either side.</summary>
    [Theory]
    [MemberData(nameof(Numbers))]
    public void Relevance_is_linear_in_the_seed(int number) => Corpus.Check(number, network =>
    {
        DynamicModel model = Corpus.Model(network);
        var random = network.Draws();
        float[] input = network.Input(random).ToSingle();
        const float a = 0.75f, b = -1.5f;
        float[] u = OracleTensor.Normal(random, model.Metadata.OutputCount).ToSingle();
        float[] v = OracleTensor.Normal(random, model.Metadata.OutputCount).ToSingle();
        foreach (string explainer in Cases(network).Select(entry => entry.Name).Append("Gradient"))
        {
            float[] Of(float[] weights) => model.Explain(explainer, input, Target.Weighted(weights).With(Seed.One)).Relevance.ToArray();
            float[] ofU = Of(u), ofV = Of(v), ofSum = Of([.. u.Select((w, i) => (a * w) + (b * v[i]))]);
            double allowed = 1e-5 * (ofU.Max(MathF.Abs) + ofV.Max(MathF.Abs));
            double error = ofSum.Select((r, i) => Math.Abs(r - ((double)a * ofU[i]) - ((double)b * ofV[i]))).Max();
            Assert.True(error <= allowed, $"{explainer}: not linear by {error:g3}, allowed {allowed:g3}.");
            Worst.Record(
                "linear in the seed (error / 1e-5 of the largest relevance)", error == 0 ? 0 : error / allowed,
                $"{network.Seed}, {explainer}");
        }
    });

    /// <summary>
    /// Whether a bias's share can be given back: not that of a normalization by statistics, which absorbs where it is asked to.
    /// </summary>
    private static bool IsGivenBack(RandomNetwork network, string layer) =>
        !network.BiasedStatistics.Contains(layer) && SeesInputs(network, layer);

    /// <summary>Whether every output of a layer has an input that a share can be given back to.</summary>
    private static bool SeesInputs(RandomNetwork network, string layer)
    {
        OracleNode node = network.Folded.Nodes.Single(other => other.Name == layer);
        OracleForward forward = network.Folded.Forward(OracleTensor.Zeros(network.InputShape));
        ContributionMap? map = (node.Operator as AffineOperator)?.Map([.. node.Inputs.Select(name => forward[name].Shape)]);
        return map is null || Enumerable.Range(0, map.OutputLength).All(
            j => map.Taps(j, new int[map.MaxTaps], new double[map.MaxTaps]) > 0);
    }

    private static IEnumerable<ExplainerCase> Cases(RandomNetwork network) =>
        ExplainerCase.All.Where(entry => !entry.IsGradient && entry.AppliesTo(network));

    /// <summary>Sums of magnitudes of relevance by node.</summary>
    private static Dictionary<string, double> Magnitudes(DynamicModel model, Explanation why)
    {
        var result = new Dictionary<string, double> { [OracleNetwork.InputName] = Sum(why.Relevance) };
        foreach (Layer layer in model.Metadata.Layers)
            result[model.Metadata.Nodes[layer.Node]] = Sum(why.At(layer));
        return result;

        static double Sum(ReadOnlyMemory<float> values)
        {
            double sum = 0;
            foreach (float v in values.Span)
                sum += Math.Abs(v);
            return sum;
        }
    }
}
