using ExplainGen.TestKit.Oracle;
using OracleOps = ExplainGen.TestKit.Oracle.Operators;
using OracleRules = ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Graph.Tests.Oracle;

public sealed class RuleTests
{
    private const double Precision = 1e-9;

    private static OracleRules.OracleRule[] RulesWith(OracleRules.OracleBias bias) =>
    [
        new OracleRules.Epsilon { Bias = bias },
        new OracleRules.Epsilon { Bias = bias, Stabilizer = new OracleRules.OracleStabilizer(0.25, RmsScaled: true) },
        new OracleRules.Gamma(0.25) { Bias = bias },
        new OracleRules.ZPlus { Bias = bias },
        new OracleRules.AlphaBeta(2, 1) { Bias = bias },
        new OracleRules.ZBox(-9, 9) { Bias = bias },
        new OracleRules.WSquare { Bias = bias },
        new OracleRules.Flat { Bias = bias },
        new OracleRules.Norm(),
    ];

    [Theory]
    [MemberData(nameof(OperatorCases.AffineNames), MemberType = typeof(OperatorCases))]
    public void The_account_balances_for_every_rule(string name)
    {
        var layer = (OracleOps.AffineOperator)OperatorCases.All[name].Operator;
        var random = new Random(5);
        OracleTensor[] inputs = OperatorCases.Inputs(name, random);
        bool everyOutputHasTaps = HasTapsEverywhere(layer.Map([.. inputs.Select(input => input.Shape)]));
        OracleTensor output = layer.Forward(inputs);
        OracleTensor relevance = OracleTensor.Normal(random, output.Shape);
        foreach (OracleRules.OracleBias bias in Enum.GetValues<OracleRules.OracleBias>())
        {
            foreach (OracleRules.OracleRule rule in RulesWith(bias))
            {
                // Bounds of one box are for one input.
                if (rule is OracleRules.ZBox && inputs.Length > 1)
                    continue;
                OracleRules.RuleResult got = rule.Propagate(layer, inputs, output, relevance);
                OracleRules.RelevanceAccount account = got.Account;
                double scale = relevance.Values.Sum(Math.Abs) + got.Inputs.Sum(tensor => tensor.Values.Sum(Math.Abs));
                Assert.Equal(relevance.Sum, account.In, Precision);
                Assert.Equal(got.Inputs.Sum(tensor => tensor.Sum), account.Out, Precision * scale);
                Assert.Equal(account.In, account.Out + account.Bias + account.Stabilizer + account.Dropped, Precision * scale);

                // The share of a bias that no input is in reach of has nowhere to go.
                bool nothingIsAbsorbed = bias == OracleRules.OracleBias.Ignore
                    || (bias == OracleRules.OracleBias.Redistribute && everyOutputHasTaps);
                if (nothingIsAbsorbed && rule is OracleRules.ContributionRule)
                    Assert.Equal(0, account.Bias);
            }
        }
    }

    /// <summary>y = 2 x1 - x2 + 1 at (1, 1) under epsilon 0: half of the bias for each input in reach.</summary>
    [Fact]
    public void Redistributed_bias_is_spread_evenly()
    {
        var layer = new OracleOps.Linear(new OracleTensor([2, -1], 1, 2), OracleTensor.Vector(1));
        var one = OracleTensor.Vector(1, 1);
        OracleTensor Explain(OracleRules.OracleRule rule) => rule.Propagate(layer, one, OracleTensor.Vector(6));
        OracleRules.OracleStabilizer none = OracleRules.OracleStabilizer.None;
        const OracleRules.OracleBias Spread = OracleRules.OracleBias.Redistribute;

        // z = 2: contributions 2 and -1, bias 1.
        AssertClose([6 + 1.5, -3 + 1.5], Explain(new OracleRules.Epsilon { Stabilizer = none, Bias = Spread }));

        // z+ = 3: contributions 2 and 0, bias 1.
        AssertClose([4 + 1, 0 + 1], Explain(new OracleRules.ZPlus { Stabilizer = none, Bias = Spread }));

        // y > 0, gamma 1: contributions 4 and -1, bias 2, z = 5.
        AssertClose([4.8 + 1.2, -1.2 + 1.2], Explain(new OracleRules.Gamma(1) { Stabilizer = none, Bias = Spread }));

        // alpha 2: (2, 0) of 3 with bias 1; beta 1: (0, -1) of -1 without bias.
        AssertClose([8 + 2, 0 + 2 - 6], Explain(new OracleRules.AlphaBeta(2, 1) { Stabilizer = none, Bias = Spread }));
    }

    [Fact]
    public void Redistribution_reaches_only_taps_in_bounds()
    {
        var layer = new OracleOps.Convolution(new OracleTensor([1, 1, 1], 1, 1, 3), OracleTensor.Vector(2)) { PadBegin = [1] };
        var rule = new OracleRules.Epsilon { Stabilizer = OracleRules.OracleStabilizer.None, Bias = OracleRules.OracleBias.Redistribute };
        OracleTensor got = rule.Propagate(layer, new OracleTensor([1, 1, 1], 1, 3), new OracleTensor([4, 0, 0], 1, 3));
        AssertClose([2, 2, 0], got);
    }

    [Fact]
    public void Flat_counts_inputs_of_weight_zero_but_no_padding()
    {
        var layer = new OracleOps.Convolution(new OracleTensor([0, 5, 0], 1, 1, 3), OracleTensor.Vector(7)) { PadBegin = [1] };
        var rule = new OracleRules.Flat { Stabilizer = OracleRules.OracleStabilizer.None };
        OracleTensor got = rule.Propagate(layer, new OracleTensor([1, 2, 3], 1, 3), new OracleTensor([6, 6, 0], 1, 3));
        AssertClose([5, 5, 2], got);
    }

    [Fact]
    public void Gamma_drops_an_output_of_exactly_zero()
    {
        var layer = new OracleOps.Linear(new OracleTensor([1, -1, 1, 1], 2, 2));
        OracleTensor x = OracleTensor.Vector(1, 1);
        OracleRules.RuleResult got = new OracleRules.Gamma().Propagate(layer, [x], layer.Forward(x), OracleTensor.Vector(3, 4));
        Assert.Equal(3, got.Account.Dropped);
        Assert.Equal(4, got.Account.Out + got.Account.Stabilizer, 1e-12);
    }

    /// <summary>The sign is that of the layer's own output, even where the bias is ignored in the denominator.</summary>
    [Fact]
    public void Gamma_takes_the_sign_with_the_bias()
    {
        var layer = new OracleOps.Linear(new OracleTensor([2, -1], 1, 2), OracleTensor.Vector(-3));
        var rule = new OracleRules.Gamma(1) { Stabilizer = OracleRules.OracleStabilizer.None, Bias = OracleRules.OracleBias.Ignore };

        // x = (2, 1) contributes 4 and -1. With y = -1 the negative one is doubled, with y = 1 the positive one.
        AssertClose([10, -5], rule.Propagate(
            layer with { Bias = OracleTensor.Vector(-4) }, OracleTensor.Vector(2, 1), OracleTensor.Vector(5)));
        AssertClose([40.0 / 7, -5.0 / 7], rule.Propagate(
            layer with { Bias = OracleTensor.Vector(-2) }, OracleTensor.Vector(2, 1), OracleTensor.Vector(5)));

        // With y = 0 nothing passes; with y = -2 at (1, 1) the contributions 2 and -2 sum to 0.
        AssertClose([0, 0], rule.Propagate(layer, OracleTensor.Vector(2, 1), OracleTensor.Vector(5)));
        AssertClose([0, 0], rule.Propagate(layer, OracleTensor.Vector(1, 1), OracleTensor.Vector(5)));
    }

    [Fact]
    public void Box_bounds_may_differ_by_channel_and_by_element()
    {
        var layer = new OracleOps.Convolution(new OracleTensor([1, -2], 1, 2, 1));
        OracleTensor x = new([0.5, 1, 2, 3], 2, 2);
        OracleTensor relevance = new([1, 1], 1, 2);
        OracleRules.OracleRule byChannel = new OracleRules.ZBox(OracleTensor.Vector(-1, -4), OracleTensor.Vector(1, 5))
        {
            Stabilizer = OracleRules.OracleStabilizer.None,
        };
        OracleRules.OracleRule byElement = new OracleRules.ZBox(
            new OracleTensor([-1, -1, -4, -4], 2, 2), new OracleTensor([1, 1, 5, 5], 2, 2))
        {
            Stabilizer = OracleRules.OracleStabilizer.None,
        };

        // x - low for the weight 1, -2 (x - high) for the weight -2.
        double[] expected = [1.5 / 7.5, 2.0 / 6, 6 / 7.5, 4.0 / 6];
        AssertClose(expected, byChannel.Propagate(layer, x, relevance));
        AssertClose(expected, byElement.Propagate(layer, x, relevance));
    }

    [Fact]
    public void Max_pool_rules_share_a_window()
    {
        var layer = new OracleOps.MaxPool(4);
        OracleTensor x = new([1, 3, 3, 1], 1, 4);
        OracleTensor relevance = new([8], 1, 1);
        AssertClose([0, 8, 0, 0], new OracleRules.MaxPoolWinner().Propagate(layer, x, relevance));
        AssertClose([0, 8, 0, 0], new OracleRules.Gradient().Propagate(layer, x, relevance));
        AssertClose([0, 4, 4, 0], new OracleRules.MaxPoolTieSplit().Propagate(layer, x, relevance));
        AssertClose([1, 3, 3, 1], new OracleRules.MaxPoolProportional { Stabilizer = OracleRules.OracleStabilizer.None }
            .Propagate(layer, x, relevance));
    }

    [Fact]
    public void A_sum_shares_by_contribution_and_a_concatenation_slices()
    {
        OracleTensor a = OracleTensor.Vector(1, -2);
        OracleTensor b = OracleTensor.Vector(3, 4);
        var norm = new OracleRules.Norm { Stabilizer = OracleRules.OracleStabilizer.None };
        OracleTensor[] terms = norm.Propagate(new OracleOps.Add(), [a, b], OracleTensor.Vector(4, 2), OracleTensor.Vector(8, 3)).Inputs;
        AssertClose([2, -3], terms[0]);
        AssertClose([6, 6], terms[1]);

        OracleTensor[] parts = new OracleRules.Gradient().Propagate(
            new OracleOps.Concat(), [a, b], OracleTensor.Vector(1, -2, 3, 4), OracleTensor.Vector(5, 6, 7, 8)).Inputs;
        AssertClose([5, 6], parts[0]);
        AssertClose([7, 8], parts[1]);
    }

    [Fact]
    public void Relu_rules_differ_by_what_they_mask()
    {
        OracleTensor x = OracleTensor.Vector(1, 1, -1, -1);
        OracleTensor relevance = OracleTensor.Vector(2, -2, 2, -2);
        var relu = new OracleOps.Relu();
        AssertClose([2, -2, 0, 0], new OracleRules.Gradient().Propagate(relu, x, relevance));
        AssertClose([2, 0, 0, 0], new OracleRules.GuidedBackprop().Propagate(relu, x, relevance));
        AssertClose([2, 0, 2, 0], new OracleRules.Deconvnet().Propagate(relu, x, relevance));
        AssertClose(relevance.Values, new OracleRules.Pass().Propagate(relu, x, relevance));
        double up = 1 / (1 + Math.Exp(-10));
        double down = 1 / (1 + Math.Exp(10));
        AssertClose([2 * up, -2 * up, 2 * down, -2 * down], new OracleRules.BetaSmooth(10).Propagate(relu, x, relevance));
    }

    [Fact]
    public void A_rule_refuses_an_operator_that_it_has_no_meaning_for()
    {
        OracleTensor x = new([1, 2], 1, 2);
        Assert.Throws<NotSupportedException>(() => new OracleRules.Gamma().Propagate(new OracleOps.Relu(), x, x));
        Assert.Throws<NotSupportedException>(() => new OracleRules.GuidedBackprop().Propagate(new OracleOps.Tanh(), x, x));
        Assert.Throws<NotSupportedException>(() => new OracleRules.MaxPoolTieSplit().Propagate(new OracleOps.AveragePool(2), x, x));
        Assert.Throws<NotSupportedException>(() =>
            new OracleRules.Pass().Propagate(new OracleOps.MaxPool(2), x, new OracleTensor([1], 1, 1)));
    }

    private static bool HasTapsEverywhere(OracleOps.ContributionMap map)
    {
        var inputs = new int[map.MaxTaps];
        var weights = new double[map.MaxTaps];
        return Enumerable.Range(0, map.OutputLength).All(output => map.Taps(output, inputs, weights) > 0);
    }

    private static void AssertClose(double[] expected, OracleTensor got)
    {
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], got[i], 1e-12);
    }
}
