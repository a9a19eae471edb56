using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Goldens;
using ExplainGen.Conformance.Tests.Operators;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>What relevance promises of recurrent layers, seen in generated code.</summary>
public sealed class SequenceLawTests
{
    private const int Networks = 12;

    private static readonly OracleNetwork[] s_networks = [.. Enumerable.Range(0, Networks).Select(WithoutBias)];

    private static readonly Lazy<IReadOnlyDictionary<string, DynamicModelType>> s_types = new(
        () => ModelCompiler.Compile(string.Concat(s_networks.Select(
            (network, i) => new ModelText($"WithoutBias{i}", [Features(i), 6], network)
            {
                Explainers = ["[Lrp(Composite.LrpZero)]", "[Lrp(Composite.Epsilon, Epsilon = 0.05)]", "[Gradient]"],
            }))));

    public static TheoryData<string> Cases => [.. RecurrentCases.All.Select(entry => entry.ClassName)];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Networks)];

    /// <summary>What the bias, the stabilizer and zeros take is what they take in the oracle, each by itself.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void The_ledger_is_that_of_the_oracle(string name)
    {
        OperatorCase entry = OperatorCases.ByName[name];
        var random = new Random(12);
        OracleTensor x = OperatorCases.Normal(random, 2, entry.Input);
        OracleForward forward = entry.Network.Forward(x);
        OracleTensor seed = OperatorCases.Normal(random, 1, forward.Output.Shape);
        IReadOnlyList<OracleRule> rules = OperatorRules.Of(entry);
        for (int i = 0; i < rules.Count; i++)
        {
            // Without epsilon a sum near zero moves what single precision gives more than what is lost.
            if (rules[i] is not Epsilon { Stabilizer.Epsilon: >= 0.1 })
                continue;
            OracleExplanation expected = forward.Explain(_ => rules[i], seed);
            RelevanceAccount account = expected.Ledger[OperatorCase.Layer];
            LedgerEntry got = Assert.Single(OperatorModels.Of(entry).Explain(
                OperatorModels.ExplainerName(i), x.ToSingle(), Target.Weighted(seed.ToSingle()).With(Seed.One)).Ledger.Entries);
            double allowed = 2e-5 * (1 + seed.Values.Sum(Math.Abs) + expected.Input.Values.Sum(Math.Abs));
            AssertClose(account.In, got.In, "in");
            AssertClose(account.Out, got.Out, "out");
            AssertClose(account.Bias, got.Bias, "bias");
            AssertClose(account.Stabilizer, got.Stabilizer, "stabilizer");
            Assert.Equal(0, got.Dropped);

            void AssertClose(double reference, double value, string what)
            {
                double error = Math.Abs(value - reference);
                Assert.True(error <= allowed, $"{name}, {rules[i]}: {what} is {value:g6} where it should be {reference:g6}.");
                Worst.Record("sequences, ledger (error / 2e-5 of the relevance)", error / allowed, $"{name}, {rules[i]}, {what}");
            }
        }
    }

    /// <summary>Without biases and stabilizers nothing is lost: the sum at the input is that at the output, token for token.</summary>
    [Theory]
    [MemberData(nameof(Numbers))]
    public void Without_bias_and_stabilizer_relevance_is_conserved(int number)
    {
        DynamicModel model = Model(number);
        Explanation why = model.Explain("LrpZero", Input(number), Target.Class(0).With(Seed.One), keepLayers: true);
        double involved = 0;
        foreach (Layer layer in model.Metadata.Layers)
        {
            foreach (float r in why.At(layer).Span)
                involved += Math.Abs(r);
        }

        Assert.Equal(1, why.Ledger.Seeded, 1e-6);
        Assert.Equal((0, 0, 0), (why.Ledger.Bias, why.Ledger.Stabilizer, why.Ledger.Dropped));
        Assert.Equal(1, why.Sum, 1e-5 * involved);
    }

    /// <summary>R(a u + b v) = a R(u) + b R(v).</summary>
    [Theory]
    [MemberData(nameof(Numbers))]
    public void Relevance_is_linear_in_the_seed(int number)
    {
        const float a = 0.75f, b = -1.5f;
        foreach (string explainer in (string[])["Epsilon", "Gradient"])
        {
            float[] ofU = Of([1, 0, -0.5f]), ofV = Of([0.25f, -1, 2]), ofSum = Of([0.375f, 1.5f, -3.375f]);
            double allowed = 1e-5 * (ofU.Max(MathF.Abs) + ofV.Max(MathF.Abs));
            for (int i = 0; i < ofSum.Length; i++)
                Assert.Equal((double)a * ofU[i] + (double)b * ofV[i], ofSum[i], allowed);

            float[] Of(float[] weights) =>
                Model(number).Explain(explainer, Input(number), Target.Weighted(weights).With(Seed.One)).Relevance.ToArray();
        }
    }

    private static DynamicModel Model(int number) => s_types.Value[$"WithoutBias{number}"].Load(WeightFiles.Of(s_networks[number]));

    private static float[] Input(int number) => OperatorCases.Normal(new Random(number), 1.5, Features(number), 6).ToSingle();

    private static int Features(int number) => 1 + number * 3;

    /// <summary>One to three recurrent layers of random forms, read by a dense layer.</summary>
    private static OracleNetwork WithoutBias(int number)
    {
        var random = new Random(100 + number);
        var layers = new List<(string, OracleOperator)>();
        int features = Features(number), last = random.Next(3);
        bool sequence = true;
        for (int i = 0; i <= last; i++)
        {
            int hidden = random.Next(1, 20), ways = random.Next(3);
            bool isLstm = random.Next(2) == 0;
            RecurrentWeights? ahead = ways == 1 ? null : Way(), back = ways == 0 ? null : Way();
            sequence = i < last || random.Next(2) == 0;
            layers.Add(($"reader{i}", isLstm
                ? new Lstm(ahead, back) { Sequence = sequence }
                : new Gru(ahead, back) { Sequence = sequence, ResetAfter = random.Next(2) == 0 }));
            features = ways == 2 ? 2 * hidden : hidden;

            RecurrentWeights Way() => new(
                OperatorCases.Normal(random, 1, (isLstm ? 4 : 3) * hidden, features),
                OperatorCases.Normal(random, 0.7, (isLstm ? 4 : 3) * hidden, hidden));
        }

        if (sequence)
            layers.Add(("flatten", new Flatten()));
        layers.Add(("logits", new Linear(OperatorCases.Normal(random, 1, 3, sequence ? features * 6 : features))));
        return OracleNetwork.Chain(layers);
    }
}
