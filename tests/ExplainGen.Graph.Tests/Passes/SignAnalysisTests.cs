using CsCheck;

namespace ExplainGen.Graph.Tests.Passes;

public sealed class SignAnalysisTests
{
    /// <summary>Every activation, with parameters at and away from their defaults.</summary>
    public static TheoryData<string, double, double> Activations => new()
    {
        { "Relu", 0, 0 }, { "Relu6", 0, 0 }, { "LeakyRelu", 0.01, 0 }, { "LeakyRelu", -0.5, 0 }, { "LeakyRelu", 2, 0 }, { "RRelu", 0.2, 0 },
        { "PRelu", 1, 0 }, { "Elu", 1, 0 }, { "Elu", 2.5, 0 }, { "Elu", -1.5, 0 }, { "Elu", 0, 0 }, { "Selu", 0, 0 }, { "Celu", 1, 0 },
        { "Celu", 0.5, 0 }, { "Celu", -1, 0 }, { "Gelu", 0, 0 }, { "GeluTanh", 0, 0 }, { "Sigmoid", 0, 0 }, { "LogSigmoid", 0, 0 },
        { "Silu", 0, 0 }, { "Softplus", 1, 20 }, { "Softplus", 2, 0 }, { "Softplus", 1, -3 }, { "Softsign", 0, 0 }, { "Softshrink", 0.5, 0 },
        { "Hardshrink", 0.5, 0 }, { "Hardshrink", 0, 0 }, { "Tanh", 0, 0 }, { "Tanhshrink", 0, 0 }, { "Hardtanh", -1, 1 }, { "Hardtanh", 0.5, 2 },
        { "Hardtanh", -3, -1 }, { "Hardsigmoid", 0, 0 }, { "Hardswish", 0, 0 }, { "Threshold", 0, 0 }, { "Threshold", 1, -2 },
        { "Threshold", -1, 5 }, { "Threshold", 0.1, 20 },
    };

    [Fact]
    public void Every_activation_is_examined() => Assert.Equal(
        OperatorTable.Kinds.Where(kind => Create(kind).Class == OperatorClass.Activation).Order(StringComparer.Ordinal),
        Activations.Select(row => ((string)row[0]).Replace("GeluTanh", "Gelu")).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Activations))]
    public void Values_lie_within_the_interval(string function, double alpha, double beta)
    {
        var op = new ActivationOperator(function, alpha, beta);
        (double, double)[] intervals =
        [
            (double.NegativeInfinity, double.PositiveInfinity), (0, double.PositiveInfinity), (double.NegativeInfinity, 0),
            (0, 1), (-1, 0), (-1, 1), (0.25, 8), (-8, -0.25), (-3, 3), (2, 2), (0, 0), (-0.7, -0.7),
        ];
        foreach ((double low, double high) in intervals)
        {
            Interval y = op.InferBounds([new Interval(low, high)]);
            Assert.False(double.IsNaN(y.Low) || double.IsNaN(y.High), $"[{low}, {high}]");
            double from = Math.Max(low, -60), to = Math.Min(high, 60);
            for (int i = 0; i <= 4800; i++)
            {
                double x = from + (to - from) * i / 4800;
                AssertWithin(y, ActivationFunctions.Evaluate(function, alpha, beta, x));
            }
        }
    }

    [Fact]
    public void Values_lie_within_any_interval() =>
        Gen.Select(Gen.Int[0, Activations.Count() - 1], Gen.Double[-9, 9], Gen.Double[0, 9], Gen.Double[0, 1])
            .Sample((row, low, width, at) =>
        {
            object[] activation = Activations.ElementAt(row);
            (string function, double alpha, double beta) = (
                (string)activation[0], Convert.ToDouble(activation[1]), Convert.ToDouble(activation[2]));
            Interval y = new ActivationOperator(function, alpha, beta).InferBounds([new Interval(low, low + width)]);
            AssertWithin(y, ActivationFunctions.Evaluate(function, alpha, beta, low + at * width));
        });

    [Theory]
    [InlineData("Relu")]
    [InlineData("Relu6")]
    [InlineData("Sigmoid")]
    [InlineData("Hardsigmoid")]
    [InlineData("Softplus")]
    public void Proven_never_negative(string kind) => Assert.True(BoundsAfter(kind).IsNonNegative);

    [Theory]
    [InlineData("Tanh")]
    [InlineData("Gelu")]
    [InlineData("Silu")]
    [InlineData("Elu")]
    [InlineData("LeakyRelu")]
    [InlineData("PRelu")]
    [InlineData("Hardswish")]
    public void Not_proven_never_negative(string kind) => Assert.False(BoundsAfter(kind).IsNonNegative);

    [Theory]
    [InlineData("Gelu")]
    [InlineData("Tanh")]
    [InlineData("LeakyRelu")]
    [InlineData("PRelu")]
    [InlineData("Tanhshrink")]
    [InlineData("MaxPool1d")]
    [InlineData("AvgPool1d")]
    [InlineData("AdaptiveAvgPool1d")]
    [InlineData("GlobalAvgPool")]
    [InlineData("GlobalMaxPool")]
    [InlineData("Flatten")]
    [InlineData("Reshape")]
    [InlineData("Pad")]
    [InlineData("Upsample")]
    [InlineData("Dropout")]
    [InlineData("RmsNorm")]
    public void What_keeps_a_tensor_from_becoming_negative(string kind) => Assert.True(BoundsAfter("Relu", kind).IsNonNegative);

    [Theory]
    [InlineData("Linear")]
    [InlineData("Conv1d")]
    [InlineData("BatchNorm")]
    [InlineData("LogSigmoid")]
    [InlineData("LayerNorm")]
    [InlineData("InstanceNorm")]
    public void What_does_not(string kind) => Assert.False(BoundsAfter("Relu", kind).IsNonNegative);

    [Fact]
    public void Sums_and_concatenations_take_all_their_inputs_into_account()
    {
        Assert.True(Merge("Add", "Relu", "Sigmoid").IsNonNegative);
        Assert.False(Merge("Add", "Relu", "Tanh").IsNonNegative);
        Assert.Equal(new Interval(-1, 2), Merge("Add", "Sigmoid", "Tanh"));
        Assert.Equal(new Interval(-1, 1), Merge("Concat", "Sigmoid", "Tanh"));
        Assert.True(Merge("Concat", "Relu", "Sigmoid").IsNonNegative);
    }

    [Fact]
    public void Products_lie_between_those_of_the_ends()
    {
        Assert.Equal(new Interval(-1, 1), Merge("Multiply", "Sigmoid", "Tanh"));
        Assert.Equal(new Interval(0, 1), Merge("Multiply", "Sigmoid", "Hardsigmoid"));
        Assert.Equal(new Interval(0, double.PositiveInfinity), Merge("Multiply", "Relu", "Sigmoid"));
        Assert.Equal(Interval.Unbounded, Merge("Multiply", "Relu", "Tanh"));
        Assert.Equal(new Interval(double.NegativeInfinity, 0), Merge("Multiply", "Relu", "LogSigmoid"));
        Assert.True(Merge("Multiply", "LogSigmoid", "LogSigmoid").IsNonNegative);
    }

    [Fact]
    public void Products_of_any_two_values_lie_within_the_product_of_their_intervals() =>
        Gen.Select(Gen.Double[-9, 9], Gen.Double[0, 9], Gen.Double[-9, 9], Gen.Double[0, 9], Gen.Double[0, 1], Gen.Double[0, 1]).Sample(
            (a, widthA, b, widthB, atA, atB) => AssertWithin(
                new Interval(a, a + widthA) * new Interval(b, b + widthB), (a + atA * widthA) * (b + atB * widthB)));

    [Fact]
    public void An_unbounded_factor_may_be_anything_but_makes_no_number_of_zero()
    {
        Assert.Equal(Interval.Zero, Interval.Zero * Interval.Unbounded);
        Assert.Equal(Interval.Unbounded, Interval.Unbounded * new Interval(0, 1));
        Assert.Equal(Interval.Unbounded, Interval.Unbounded * Interval.Unbounded);
    }

    [Fact]
    public void Padded_zeros_widen_a_range()
    {
        NetworkGraph graph = new NetBuilder(2, 8).Layer("Hardtanh", ("Min", 1), ("Max", 2)).Layer("Pad", ("Paddings", new[] { 1 })).Relu()
            .Graph();
        Assert.Equal(new Interval(0, 2), SignAnalysis.Bounds(graph)[2]);
    }

    /// <summary>For each rule, whether it gives nothing to an element of value zero.</summary>
    [Theory]
    [InlineData("Epsilon", true)]
    [InlineData("ZPlus", true)]
    [InlineData("AlphaBeta", true)]
    [InlineData("Gamma", true)]
    [InlineData("Norm", true)]
    [InlineData("ZBox", false)]
    [InlineData("WSquare", false)]
    [InlineData("Flat", false)]
    [InlineData("Pass", false)]
    [InlineData("PlainGradient", false)]
    public void Relevance_vanishes_at_zero_under_a_linear_layer(string rule, bool expected)
    {
        NetBuilder net = new NetBuilder(4).Linear(4).Relu(("Name", "x")).Linear(4, ("Name", "y")).Lrp("Epsilon")
            .Rule(rule, "y", ("Low", -1), ("High", 1));
        Assert.Equal(expected, Vanishes(net, "x"));
    }

    [Theory]
    [InlineData("Epsilon")]
    [InlineData("ZPlus")]
    [InlineData("AlphaBeta")]
    [InlineData("Gamma")]
    public void A_redistributed_bias_reaches_zeros_too(string rule) => Assert.False(Vanishes(
        new NetBuilder(4).Relu(("Name", "x")).Linear(4, ("Name", "y")).Lrp("Epsilon").Rule(rule, "y", ("Bias", "Redistribute")), "x"));

    [Theory]
    [InlineData("MaxPool1d", "Winner", true)]
    [InlineData("MaxPool1d", "TieSplit", true)]
    [InlineData("MaxPool1d", "Proportional", true)]
    [InlineData("AvgPool1d", "Norm", true)]
    [InlineData("Upsample", "Norm", true)]
    [InlineData("Flatten", null, true)]
    [InlineData("Pad", null, true)]
    [InlineData("Tanh", "Norm", true)]
    [InlineData("Tanh", "Pass", false)]
    [InlineData("LayerNorm", null, true)]
    [InlineData("LayerNorm", "Pass", false)]
    [InlineData("RmsNorm", "PlainGradient", false)]
    public void Through_other_layers_down_to_one_that_multiplies(string kind, string? rule, bool expected)
    {
        NetBuilder net = new NetBuilder(2, 8).Relu(("Name", "x"))
            .Layer(kind, ("Name", "between"), ("Kernel", 2), ("Scale", 2), ("Paddings", new[] { 1 })).Flatten().Linear(3).Lrp("Epsilon");
        Assert.Equal(expected, Vanishes(rule is null ? net : net.Rule(rule, "between"), "x"));
    }

    [Theory]
    [InlineData("MaxPool1d", "Winner", false)]
    [InlineData("MaxPool1d", "Proportional", true)]
    [InlineData("Upsample", "Norm", false)]
    public void Through_other_layers_down_to_one_that_does_not(string kind, string rule, bool expected) => Assert.Equal(expected, Vanishes(
        new NetBuilder(2, 8).Relu(("Name", "x")).Layer(kind, ("Name", "between"), ("Kernel", 2), ("Scale", 2)).Flatten().Linear(3)
            .Lrp("EpsilonPlusFlat").Rule(rule, "between"), "x"));

    [Theory]
    [InlineData("Uniform", true)]
    [InlineData("SignalTakesAll", true)]
    [InlineData("PlainGradient", false)]
    public void Products_are_zero_where_a_factor_is(string rule, bool expected) => Assert.Equal(expected, Vanishes(
        new NetBuilder(4).Relu(("Name", "x")).Layer("Sigmoid", ("Input", "input")).Layer("Multiply", ("Inputs", new[] { "x", "sigmoid1" }))
            .Linear(3).Lrp("Epsilon").Rule(rule, "multiply1"), "x"));

    [Fact]
    public void Every_reader_counts() => Assert.False(Vanishes(
        new NetBuilder(4).Relu(("Name", "x")).Linear(4, ("Name", "a")).Linear(4, ("Name", "b"), ("Input", "x"))
            .Layer("Add", ("Inputs", new[] { "a", "b" })).Lrp("Epsilon").Rule("WSquare", "b"), "x"));

    [Fact]
    public void The_output_is_seeded_whatever_its_value() =>
        Assert.False(Vanishes(new NetBuilder(4).Linear(4).Relu(("Name", "x")).Lrp("Epsilon"), "x"));

    // The oracle rounds to the last digit of a double; the interval is that of the function itself.
    private static void AssertWithin(Interval interval, double value) => Assert.InRange(
        value, interval.Low - Math.Abs(interval.Low) * 1e-15, interval.High + Math.Abs(interval.High) * 1e-15);

    private static bool Vanishes(NetBuilder net, string layer)
    {
        CompiledNetwork network = net.Network();
        return SignAnalysis.RelevanceVanishesAtZero(network.Graph, network.Explainers[0].Explainer.ByNode())[
            network.Graph.Nodes.Single(n => n.Name == layer).Id];
    }

    private static Interval BoundsAfter(params string[] kinds)
    {
        var net = new NetBuilder(2, 8);
        foreach (string kind in kinds)
            Declare(net, kind);
        NetworkGraph graph = net.Graph();
        return SignAnalysis.Bounds(graph)[graph.Output];
    }

    private static Interval Merge(string kind, string a, string b)
    {
        NetworkGraph graph = new NetBuilder(4).Layer(a, ("Name", "a")).Layer(b, ("Name", "b"), ("Input", "input"))
            .Layer(kind, ("Inputs", new[] { "a", "b" })).Graph();
        return SignAnalysis.Bounds(graph)[graph.Output];
    }

    private static NetBuilder Declare(NetBuilder net, string kind) => kind switch
    {
        "Linear" => net.Flatten().Linear(3),
        "Reshape" => net.Layer(kind, ("Shape", new[] { -1 })),
        "Pad" => net.Layer(kind, ("Paddings", new[] { 1 })),
        "RmsNorm" => net.Layer(kind, ("Affine", false)),
        _ => net.Layer(kind, ("Kernel", 2), ("Size", 2), ("Scale", 2), ("Channels", 2)),
    };

    private static Operator Create(string kind)
    {
        NetworkDeclaration declaration = Declare(new NetBuilder(2, 8), kind).Declare();
        return OperatorTable.Create(declaration.Layers[^1], [], out _);
    }
}
