namespace ExplainGen.Graph.Tests.Rules;

public sealed class RuleParameterTests
{
    private const string Finite = "a finite single-precision number";

    /// <summary>Kind, argument, wrong value, and what is expected of it; the ones that all rules have besides.</summary>
    public static TheoryData<string, string, object, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, object, string>
            {
                { "Epsilon", "Epsilon", -1e-6, "at least 0" },
                { "Epsilon", "Epsilon", 1e300, Finite },
                { "Gamma", "Gamma", -0.25, "at least 0" },
                { "Gamma", "Gamma", double.NaN, Finite },
                { "AlphaBeta", "Alpha", 0.5, "at least 1" },
                { "AlphaBeta", "Alpha", double.PositiveInfinity, Finite },
                { "AlphaBeta", "Alpha", 3, "1 + beta (beta is 1)" },
                { "AlphaBeta", "Beta", -1, "at least 0" },
                { "AlphaBeta", "Beta", 0.5, "alpha - 1 (alpha is 2)" },
                { "BetaSmooth", "Beta", 0, "above 0" },
                { "BetaSmooth", "Beta", -1, "above 0" },
            };
            foreach (string kind in RuleTable.Names)
            {
                cases.Add(kind, "Stabilizer", -1e-9, "at least 0");
                cases.Add(kind, "Stabilizer", double.NaN, Finite);
                cases.Add(kind, "StabilizerMode", "Scale", "one of Add, Clip");
                cases.Add(kind, "Bias", "Drop", "one of Absorb, Ignore, Redistribute");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Out_of_range(string kind, string argument, object value, string expected)
    {
        var issues = new List<Issue>();
        NetworkDeclaration declaration = new NetBuilder(4).Rule(kind, "x", (argument, value)).Declare();
        Assert.Null(RuleTable.Create(declaration.Rules[0], issues));
        Issue issue = Assert.Single(issues);
        Assert.Equal(("EXG0006", 1, argument), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.StartsWith($"'{argument}' of {kind} must be {expected}, but is ", issue.Message);
    }

    [Theory]
    [InlineData("Epsilon", -1, "at least 0")]
    [InlineData("Gamma", -1, "at least 0")]
    [InlineData("Stabilizer", -1, "at least 0")]
    [InlineData("Stabilizer", 1e39, Finite)]
    [InlineData("StabilizerMode", "Clap", "one of Add, Clip")]
    [InlineData("Bias", "Some", "one of Absorb, Ignore, Redistribute")]
    public void Parameters_of_an_explainer(string argument, object value, string expected)
    {
        Issue issue = new NetBuilder(4).Linear(3).Lrp("EpsilonPlus", (argument, value)).Issue();
        Assert.Equal(("EXG0006", 2, argument), (issue.Descriptor.Id, issue.Origin, issue.Argument));
        Assert.StartsWith($"'{argument}' of EpsilonPlus must be {expected}, but is ", issue.Message);
    }

    [Theory]
    [InlineData("Epsilon", "Epsilon(1e-6)")]
    [InlineData("Gamma", "Gamma(0.25)")]
    [InlineData("ZPlus", "ZPlus")]
    [InlineData("AlphaBeta", "AlphaBeta(2, 1)")]
    [InlineData("ZBox", "ZBox")]
    [InlineData("WSquare", "WSquare")]
    [InlineData("Flat", "Flat")]
    [InlineData("Norm", "Norm")]
    [InlineData("Pass", "Pass")]
    [InlineData("PlainGradient", "PlainGradient")]
    [InlineData("GuidedBackprop", "GuidedBackprop")]
    [InlineData("Deconvolution", "Deconvolution")]
    [InlineData("BetaSmooth", "BetaSmooth(10)")]
    [InlineData("Winner", "Winner")]
    [InlineData("Proportional", "Proportional")]
    [InlineData("TieSplit", "TieSplit")]
    [InlineData("Uniform", "Uniform")]
    [InlineData("SignalTakesAll", "SignalTakesAll")]
    [InlineData("AttnLrp", "AttnLrp")]
    [InlineData("CpLrp", "CpLrp")]
    public void Defaults(string kind, string expected)
    {
        Rule rule = Create(kind);
        Assert.Equal(expected, rule.ToString());
        Assert.Equal((kind, new StabilizerSpec(1e-6), BiasHandling.Absorb), (rule.Name, rule.Stabilizer, rule.Bias));
    }

    [Fact]
    public void Every_rule_has_its_defaults_checked() => Assert.Equal(20, RuleTable.Names.Count);

    [Theory]
    [InlineData(2.3, 1.3)]
    [InlineData(1, 0)]
    [InlineData(1.1, 0.1)]
    [InlineData(7, 6)]
    public void Alpha_and_beta_differ_by_one_as_decimals(double alpha, double beta) =>
        Assert.Equal(new AlphaBetaRule(alpha, beta), Create("AlphaBeta", ("Alpha", alpha), ("Beta", beta)));

    [Fact]
    public void Common_parameters_reach_the_rule() => Assert.Equal(
        new GammaRule(0.5) { Stabilizer = new(0.1, Clip: true, RmsScaled: true), Bias = BiasHandling.Redistribute },
        Create("Gamma", ("Gamma", 0.5), ("Stabilizer", 0.1), ("StabilizerMode", "Clip"), ("RmsScaled", true), ("Bias", "Redistribute")));

    [Fact]
    public void The_epsilon_rule_has_its_own_stabilizer() => Assert.Equal(
        new EpsilonRule { Stabilizer = new(0.5, Clip: true) },
        Create("Epsilon", ("Epsilon", 0.5), ("Stabilizer", 7), ("StabilizerMode", "Clip")));

    [Theory]
    [InlineData("Ignore", "Gamma(0.25), bias ignored")]
    [InlineData("Redistribute", "Gamma(0.25), bias redistributed")]
    public void Bias_is_printed_where_it_is_not_absorbed(string bias, string expected) =>
        Assert.Equal(expected, Create("Gamma", ("Bias", bias)).ToString());

    [Fact]
    public void Bounds_are_printed_shortly()
    {
        Assert.Equal("ZBox(0 .. 1)", Create("ZBox", ("Low", 0), ("High", 1)).ToString());
        Assert.Equal("ZBox([-1, -2] .. [1, 2, 3, 4, ...])",
            Create("ZBox", ("Lows", new[] { -1, -2 }), ("Highs", new[] { 1, 2, 3, 4, 5 })).ToString());
    }

    [Fact]
    public void An_unknown_kind_is_refused() => Assert.Throws<ArgumentException>(() => Create("LeftHand"));

    private static Rule Create(string kind, params (string, object)[] arguments)
    {
        var issues = new List<Issue>();
        Rule? rule = RuleTable.Create(new NetBuilder(4).Rule(kind, "x", arguments).Declare().Rules[0], issues);
        Assert.Empty(issues);
        return rule!;
    }
}
