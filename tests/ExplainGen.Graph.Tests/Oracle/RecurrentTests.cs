using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Graph.Tests.Oracle;

/// <summary>Recurrent layers of the oracle against what can be written down by hand, and what relevance promises.</summary>
public sealed class RecurrentTests
{
    private const double Precision = 1e-12;

    // Adding this to a gate's sum opens it, subtracting it closes it, to the last bit.
    private const double Far = 800;

    public static TheoryData<string> Names =>
        [.. OperatorCases.All.Where(entry => entry.Value.Operator is SequenceOperator).Select(entry => entry.Key)];

    /// <summary>
    /// Both ways over four tokens of three features, two units, by libtorch 2.10 in double precision: the states, and the gradient of
    /// their sum weighted by a wave; all numbers that go in are waves.
    /// </summary>
    [Theory]
    [InlineData(
        true,
        new[]
        {
            0.0715405093, -0.1786963020, -0.6977903679, -0.7179691040, 0.4048547129, 0.3592858435, 0.1853252667, 0.0141898587,
            -0.2538530753, -0.3839961827, -0.6341072809, 0.0305619983, 0.4164227855, 0.1550787918, 0.0388604448, -0.0254932528,
        },
        new[]
        {
            -0.1339472071, 0.0792075812, 0.0919280897, -0.0854336545, -0.0457579956, 0.0454408735, -0.0902655133, -0.2337198798,
            0.1094667867, -0.0548968203, -0.1402199279, -0.0396059336,
        })]
    [InlineData(
        false,
        new[]
        {
            0.1044566786, 0.0322988862, -0.3594290896, -0.8333828129, 0.5169102182, 0.9590550503, 0.9709431394, 0.7224543865,
            -0.6582629191, -0.7941238620, -0.7970163893, 0.0977892870, 0.9460867218, 0.9585297362, 0.3614513680, -0.2065593926,
        },
        new[]
        {
            -0.1516724385, 0.0881812180, -0.0727631079, 0.0456216288, -0.3075442633, 0.0827124814, -0.0183229415, -0.3087360082,
            -0.0128630218, -0.0439302342, 0.0629603772, -0.2107946699,
        })]
    public void States_and_gradients_are_those_of_PyTorch(bool isLstm, double[] states, double[] gradient)
    {
        int rows = isLstm ? 8 : 6;
        RecurrentWeights Way(double phase) => new(
            Wave(0.9, phase + 0.1, rows, 3), Wave(0.9, phase + 0.2, rows, 2), Wave(0.9, phase + 0.3, rows), Wave(0.9, phase + 0.4, rows));
        RecurrentWeights ahead = Way(0), back = Way(0.5);
        SequenceOperator layer = isLstm ? new Lstm(ahead, back) : new Gru(ahead, back);
        OracleTensor input = Wave(1.5, 0.3, 3, 4);
        AssertEqual(states, layer.Forward(input), 1e-9);
        AssertEqual(gradient, layer.VectorJacobianProduct(input, Wave(1, 0.7, 4, 4)), 1e-9);
    }

    /// <summary>One token: h = o tanh(i g), all of which goes to g and from there to x, with what bias and stabilizer take.</summary>
    [Fact]
    public void An_lstm_that_reads_one_token()
    {
        double[] x = [1, -0.5];
        RecurrentWeights weights = Weights(
            [0.3, -0.2, 0.7, 0.1, 0.9, 0.4, -0.6, 0.8], [5, 5, 5, 5], [0.1, 9, 0.05, -0.2], [0.1, 9, 0.15, 0]);
        var layer = new Lstm(weights) { Sequence = false };
        double i = Sigmoid(0.3 + 0.1 + 0.2), z = 0.9 - 0.2 + 0.2, o = Sigmoid(-0.6 - 0.4 - 0.2), c = i * Math.Tanh(z);
        var input = new OracleTensor(x, 2, 1);
        Assert.Equal(o * Math.Tanh(c), layer.Forward(input)[0], Precision);

        double epsilon = 0.01, share = 3 * c / (c + epsilon) / (z + epsilon);
        RuleResult result = Propagate(new Epsilon { Stabilizer = new(epsilon) }, layer, input, OracleTensor.Vector(3));
        AssertEqual([0.9 * share, 0.4 * -0.5 * share], result.Inputs[0]);
        Assert.Equal(0.2 * share, result.Account.Bias, Precision);
        Assert.Equal(3 * epsilon / (c + epsilon) + epsilon * share, result.Account.Stabilizer, Precision);

        share = 3 * c / (c + epsilon) / (z - 0.2 + epsilon);
        AssertEqual([0.9 * share, -0.2 * share], Propagate(
            new Epsilon { Stabilizer = new(epsilon), Bias = OracleBias.Ignore }, layer, input, OracleTensor.Vector(3)).Inputs[0]);
    }

    /// <summary>Two tokens of one feature, one unit: what reaches the first comes by c and by h.</summary>
    [Fact]
    public void An_lstm_that_reads_two_tokens()
    {
        double x1 = 0.8, x2 = -1.2, wi = 0.4, wf = -0.3, wg = 1.1, wo = 0.6, ui = -0.5, uf = 0.7, ug = 0.9, uo = 0.2;
        var layer = new Lstm(Weights([wi, wf, wg, wo], [ui, uf, ug, uo])) { Sequence = false };
        double z1 = wg * x1, c1 = Sigmoid(wi * x1) * Math.Tanh(z1), h1 = Sigmoid(wo * x1) * Math.Tanh(c1);
        double i2 = Sigmoid(wi * x2 + ui * h1), f2 = Sigmoid(wf * x2 + uf * h1), z2 = wg * x2 + ug * h1, g2 = Math.Tanh(z2);
        double c2 = f2 * c1 + i2 * g2;
        var input = new OracleTensor([x1, x2], 1, 2);
        Assert.Equal(Sigmoid(wo * x2 + uo * h1) * Math.Tanh(c2), layer.Forward(input)[0], Precision);

        double toC1 = f2 * c1 / c2, toG2 = i2 * g2 / c2;
        OracleTensor relevance = Propagate(new Epsilon { Stabilizer = new(0) }, layer, input, OracleTensor.Vector(1)).Inputs[0];
        AssertEqual([toC1 + toG2 * ug * h1 / z2, toG2 * wg * x2 / z2], relevance);
    }

    /// <summary>Two tokens of one feature, one unit, with the reset gate before or after the weights, which are one number.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_gru_that_reads_two_tokens(bool resetAfter)
    {
        double x1 = 0.8, x2 = -1.2, wr = 0.4, wz = -0.3, wn = 1.1, ur = -0.5, uz = 0.7, un = 0.9, b = 0.15, ub = 0.25;
        var layer = new Gru(Weights([wr, wz, wn], [ur, uz, un], [0, 0, b], [0, 0, ub])) { Sequence = false, ResetAfter = resetAfter };
        double Bias(double r) => b + (resetAfter ? r * ub : ub);
        double n1 = Math.Tanh(wn * x1 + Bias(Sigmoid(wr * x1))), h1 = (1 - Sigmoid(wz * x1)) * n1;
        double r2 = Sigmoid(wr * x2 + ur * h1), z2 = Sigmoid(wz * x2 + uz * h1);
        double sum1 = wn * x1 + Bias(Sigmoid(wr * x1)), sum2 = wn * x2 + un * r2 * h1 + Bias(r2), n2 = Math.Tanh(sum2);
        double h2 = (1 - z2) * n2 + z2 * h1;
        var input = new OracleTensor([x1, x2], 1, 2);
        Assert.Equal(h2, layer.Forward(input)[0], Precision);

        double toN2 = (1 - z2) * n2 / h2, toH1 = z2 * h1 / h2 + toN2 * un * r2 * h1 / sum2;
        RuleResult result = Propagate(new Epsilon { Stabilizer = new(0) }, layer, input, OracleTensor.Vector(1));
        AssertEqual([toH1 * wn * x1 / sum1, toN2 * wn * x2 / sum2], result.Inputs[0]);
        Assert.Equal(toN2 * Bias(r2) / sum2 + toH1 * Bias(Sigmoid(wr * x1)) / sum1, result.Account.Bias, Precision);
    }

    /// <summary>With open gates and no recurrent weights c is the sum of all g, which share relevance by what they are.</summary>
    [Fact]
    public void Open_forget_gates_hand_relevance_to_every_token()
    {
        var layer = new Lstm(Weights([0, 0, 1.3, 0], [0, 0, 0, 0], [Far, Far, 0, 0], [0, 0, 0, 0])) { Sequence = false };
        double[] x = [0.5, -0.2, 1.5], g = [.. x.Select(v => Math.Tanh(1.3 * v))];
        OracleTensor relevance = Propagate(
            new Epsilon { Stabilizer = new(0) }, layer, new OracleTensor(x, 1, 3), OracleTensor.Vector(2)).Inputs[0];
        AssertEqual([.. g.Select(v => 2 * v / g.Sum())], relevance);
    }

    [Fact]
    public void Closed_forget_gates_leave_relevance_with_the_last_token()
    {
        var layer = new Lstm(Weights([0, 0, 1.3, 0], [0, 0, 0, 0], [Far, -Far, 0, 0], [0, 0, 0, 0])) { Sequence = false };
        OracleTensor relevance = Propagate(
            new Epsilon { Stabilizer = new(0) }, layer, new OracleTensor([0.5, -0.2, 1.5], 1, 3), OracleTensor.Vector(2)).Inputs[0];
        AssertEqual([0, 0, 2], relevance);
    }

    /// <summary>With a constant z the state is a running mean of n, whose terms share relevance.</summary>
    [Fact]
    public void A_half_open_update_gate_halves_from_token_to_token()
    {
        var layer = new Gru(Weights([0, 0, 0.9], [0, 0, 0])) { Sequence = false };
        double[] x = [0.5, -0.2, 1.5], terms = [.. x.Select((v, t) => Math.Tanh(0.9 * v) * Math.Pow(0.5, 3 - t))];
        OracleTensor relevance = Propagate(
            new Epsilon { Stabilizer = new(0) }, layer, new OracleTensor(x, 1, 3), OracleTensor.Vector(2)).Inputs[0];
        AssertEqual([.. terms.Select(term => 2 * term / terms.Sum())], relevance);
    }

    /// <summary>A state that nothing was written to has nothing to share by.</summary>
    [Fact]
    public void A_closed_update_gate_drops_everything()
    {
        var layer = new Gru(Weights([0, 0, 0.9], [0, 0, 0], [0, Far, 0], [0, 0, 0])) { Sequence = false };
        RuleResult result = Propagate(
            new Epsilon { Stabilizer = new(0) }, layer, new OracleTensor([0.5, -0.2], 1, 2), OracleTensor.Vector(2));
        AssertEqual([0, 0], result.Inputs[0]);
        Assert.Equal(2, result.Account.Dropped);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_account_balances(string name)
    {
        var layer = (SequenceOperator)OperatorCases.All[name].Operator;
        var random = new Random(4);
        OracleTensor input = OperatorCases.Inputs(name, random)[0];
        OracleTensor relevance = OracleTensor.Normal(random, layer.Forward(input).Shape);
        OracleStabilizer[] stabilizers = [new(), new(0.25), new(0.5, Clip: true), new(0.25, RmsScaled: true), new(0)];
        foreach (OracleStabilizer stabilizer in stabilizers)
        {
            foreach (OracleBias bias in (OracleBias[])[OracleBias.Absorb, OracleBias.Ignore])
            {
                RelevanceAccount account = Propagate(new Epsilon { Stabilizer = stabilizer, Bias = bias }, layer, input, relevance).Account;
                double taken = account.Bias + account.Stabilizer + account.Dropped;
                Assert.Equal(account.In, account.Out + taken, 1e-9 * Math.Max(1, Math.Abs(account.Out) + Math.Abs(taken)));
                Assert.True(bias == OracleBias.Absorb || account.Bias == 0);
            }
        }
    }

    /// <summary>Without biases and stabilizer nothing is lost: states before the first token are zero.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Without_bias_and_stabilizer_relevance_is_conserved(string name)
    {
        var layer = (SequenceOperator)OperatorCases.All[name].Operator;
        layer = layer with { Ahead = WithoutBias(layer.Ahead), Back = WithoutBias(layer.Back) };
        var random = new Random(6);
        OracleTensor input = OperatorCases.Inputs(name, random)[0];
        OracleTensor relevance = OracleTensor.Normal(random, layer.Forward(input).Shape);
        RelevanceAccount account = Propagate(new Epsilon { Stabilizer = new(0) }, layer, input, relevance).Account;
        Assert.Equal(account.In, account.Out, 1e-9);
        Assert.NotEqual(0, account.In);
    }

    /// <summary>The way back over a sequence is the way ahead over the reversed one.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_way_back_is_the_way_ahead_reversed(bool isLstm)
    {
        var random = new Random(8);
        int rows = (isLstm ? 4 : 3) * 2;
        var weights = new RecurrentWeights(
            OracleTensor.Normal(random, rows, 3), OracleTensor.Normal(random, rows, 2), OracleTensor.Normal(random, rows),
            OracleTensor.Normal(random, rows));
        OracleTensor input = OracleTensor.Normal(random, 3, 5), relevance = OracleTensor.Normal(random, 2, 5);
        SequenceOperator ahead = isLstm ? new Lstm(weights) : new Gru(weights), back = ahead with { Ahead = null, Back = weights };
        Assert.Equal(ahead.Forward(input).Values, Reversed(back.Forward(Reversed(input))).Values);
        Assert.Equal(
            Propagate(new Epsilon(), ahead, input, relevance).Inputs[0].Values,
            Reversed(Propagate(new Epsilon(), back, Reversed(input), Reversed(relevance)).Inputs[0]).Values);
    }

    [Fact]
    public void Other_rules_are_refused()
    {
        var layer = new Gru(Weights([0, 0, 0.9], [0, 0, 0]));
        var input = new OracleTensor([1, 2], 1, 2);
        OracleRule[] rules = [new ZPlus(), new Gamma(), new Flat(), new MaxPoolWinner(), new Epsilon { Bias = OracleBias.Redistribute }];
        foreach (OracleRule rule in rules)
            Assert.Throws<NotSupportedException>(() => Propagate(rule, layer, input, input));
    }

    private static RuleResult Propagate(OracleRule rule, OracleOperator layer, OracleTensor input, OracleTensor relevance) =>
        rule.Propagate(layer, [input], layer.Forward(input), relevance);

    private static RecurrentWeights? WithoutBias(RecurrentWeights? weights) =>
        weights is null ? null : weights with { InputBias = null, StateBias = null };

    /// <summary>One unit.</summary>
    private static RecurrentWeights Weights(double[] input, double[] state, double[]? inputBias = null, double[]? stateBias = null) => new(
        new OracleTensor(input, state.Length, input.Length / state.Length), new OracleTensor(state, state.Length, 1),
        inputBias is null ? null : OracleTensor.Vector(inputBias), stateBias is null ? null : OracleTensor.Vector(stateBias));

    private static OracleTensor Reversed(OracleTensor sequence)
    {
        int length = sequence.Shape[1];
        return new OracleTensor(
            [.. Enumerable.Range(0, sequence.Length).Select(i => sequence[i / length * length + length - 1 - i % length])], sequence.Shape);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static OracleTensor Wave(double size, double phase, params int[] shape) =>
        new([.. Enumerable.Range(0, OracleTensor.CountOf(shape)).Select(k => size * Math.Sin(1.3 * k + phase))], shape);

    private static void AssertEqual(double[] expected, OracleTensor got, double precision = Precision)
    {
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], got[i], precision);
    }
}
