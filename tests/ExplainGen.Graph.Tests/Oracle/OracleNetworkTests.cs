using ExplainGen.TestKit.Oracle;
using OracleOps = ExplainGen.TestKit.Oracle.Operators;
using OracleRules = ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Graph.Tests.Oracle;

public sealed class OracleNetworkTests
{
    private static readonly OracleRules.OracleStabilizer s_none = OracleRules.OracleStabilizer.None;

    /// <summary>A residual block with concatenation, pooling and biases, of which every node has a single kind of rule.</summary>
    private static OracleNetwork Residual(Random random, bool bias)
    {
        OracleTensor? Bias(int n)
        {
            OracleTensor values = OracleTensor.Normal(random, n);
            return bias ? values : null;
        }

        return new OracleNetwork(
            new OracleNode("conv1", new OracleOps.Convolution(OracleTensor.Normal(random, 3, 2, 3, 3), Bias(3)) { PadBegin = [1, 1] },
                OracleNetwork.InputName),
            new OracleNode("relu1", new OracleOps.Relu(), "conv1"),
            new OracleNode("conv2", new OracleOps.Convolution(OracleTensor.Normal(random, 3, 3, 1, 1), Bias(3)), "relu1"),
            new OracleNode("add", new OracleOps.Add(), "relu1", "conv2"),
            new OracleNode("relu2", new OracleOps.Relu(), "add"),
            new OracleNode("concat", new OracleOps.Concat(), "relu2", "relu1"),
            new OracleNode("pool", new OracleOps.MaxPool(2, 2), "concat"),
            new OracleNode("flatten", new OracleOps.Flatten(), "pool"),
            new OracleNode("linear", new OracleOps.Linear(OracleTensor.Normal(random, 3, 24), Bias(3)), "flatten"));
    }

    private static OracleRules.OracleRule Lrp0(OracleNode node) => node.Operator switch
    {
        OracleOps.Relu => new OracleRules.Pass(),
        OracleOps.Linear or OracleOps.Convolution => new OracleRules.Epsilon { Stabilizer = s_none },
        OracleOps.Add => new OracleRules.Norm { Stabilizer = s_none },
        _ => new OracleRules.Gradient(),
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lrp0_seeded_with_the_logit_is_input_times_gradient(bool bias)
    {
        var random = new Random(17);
        OracleForward forward = Residual(random, bias).Forward(OracleTensor.Normal(random, 2, 4, 4));
        OracleTensor seed = OracleTensor.OneHot(1, 3);
        OracleTensor gradient = forward.Explain(_ => new OracleRules.Gradient(), seed).Input;
        OracleExplanation got = forward.Explain(Lrp0, seed.Map(value => value * forward.Output[1]));
        OracleTensor input = forward[OracleNetwork.InputName];
        for (int i = 0; i < input.Length; i++)
            Assert.Equal(input[i] * gradient[i], got.Input[i], 1e-9);
        if (!bias)
            Assert.Equal(forward.Output[1], got.Input.Sum, 1e-9);
    }

    [Fact]
    public void The_gradient_of_a_network_is_its_slope()
    {
        var random = new Random(19);
        OracleNetwork network = Residual(random, bias: true);
        OracleTensor input = OracleTensor.Normal(random, 2, 4, 4);
        OracleTensor seed = OracleTensor.Normal(random, 3);
        OracleTensor got = network.Explain(input, _ => new OracleRules.Gradient(), seed).Input;
        double Value() => network.Forward(input).Output.Values.Zip(seed.Values, (y, r) => y * r).Sum();
        for (int i = 0; i < input.Length; i++)
        {
            double x = input[i];
            input.Values[i] = x + 1e-5;
            double above = Value();
            input.Values[i] = x - 1e-5;
            double below = Value();
            input.Values[i] = x;
            Assert.Equal((above - below) / 2e-5, got[i], 1e-6);
        }
    }

    [Fact]
    public void Every_layer_accounts_for_what_arrives()
    {
        var random = new Random(23);
        OracleNetwork network = Residual(random, bias: true);
        OracleExplanation got = network.Explain(OracleTensor.Normal(random, 2, 4, 4), Lrp0, OracleTensor.OneHot(0, 3));
        Assert.Equal(network.Nodes.Select(node => node.Name).Order(), got.Ledger.Keys.Order());
        foreach ((string name, OracleRules.RelevanceAccount account) in got.Ledger)
        {
            Assert.Equal(got[name].Sum, account.In, 1e-9);
            Assert.Equal(account.In, account.Out + account.Bias + account.Stabilizer + account.Dropped, 1e-9);
        }

        double lost = got.Ledger.Values.Sum(account => account.In - account.Out);
        Assert.Equal(1 - lost, got.Input.Sum, 1e-9);
    }

    /// <summary>A layer used twice is two nodes, and its input collects what both uses hand on.</summary>
    [Fact]
    public void A_tensor_read_twice_sums_its_relevance()
    {
        var doubled = new OracleOps.Linear(new OracleTensor([2], 1, 1));
        var network = new OracleNetwork(
            new OracleNode("first", doubled, OracleNetwork.InputName),
            new OracleNode("second", doubled, "first"),
            new OracleNode("sum", new OracleOps.Add(), "first", "second"));
        OracleExplanation got = network.Explain(
            OracleTensor.Vector(3),
            _ => new OracleRules.Norm { Stabilizer = s_none },
            OracleTensor.Vector(18));
        Assert.Equal(12, got["second"][0], 1e-12);
        Assert.Equal(6 + 12, got["first"][0], 1e-12);
        Assert.Equal(18, got.Input[0], 1e-12);
    }

    [Fact]
    public void Names_are_unique_and_given_before_they_are_read()
    {
        var node = new OracleNode("a", new OracleOps.Identity(), OracleNetwork.InputName);
        Assert.Throws<ArgumentException>(() => new OracleNetwork(node, node));
        Assert.Throws<ArgumentException>(() => new OracleNetwork(new OracleNode("b", new OracleOps.Identity(), "a"), node));
    }
}
