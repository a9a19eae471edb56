using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using OracleRules = ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Graph.Tests.Oracle;

/// <summary>What AttnLRP and CP-LRP promise, of the oracle's rules.</summary>
public sealed class AttentionRuleTests
{
    private const double Precision = 1e-9;

    private static readonly OracleRules.OracleStabilizer s_none = OracleRules.OracleStabilizer.None;

    private static readonly OracleRules.OracleStabilizer[] s_stabilizers =
        [new(), new(0.3), new(0.3, Clip: true), new(0.3, RmsScaled: true), new(0.3, Clip: true, RmsScaled: true)];

    public static TheoryData<string> Products => ["matrix product", "matrix product, transposed, planes"];

    public static TheoryData<string> Attentions => ["attention", "attention, causal, shared heads"];

    /// <summary>The relevance of a softmax is input times gradient of relevance over output: its own Taylor expansion.</summary>
    [Fact]
    public void Softmax_is_input_times_gradient()
    {
        Data data = Of("softmax");
        AssertClose(Times(data.Inputs[0], Gradients(data)[0], 1), Propagate(data, new OracleRules.AttnLrp()).Inputs[0]);
    }

    [Theory]
    [MemberData(nameof(Products))]
    public void Each_factor_gets_half(string name)
    {
        Data data = Of(name);
        OracleTensor[] got = Propagate(data, new OracleRules.Uniform { Stabilizer = s_none }).Inputs;
        double half = data.Relevance.Sum / 2;
        Assert.All(got, factor => Assert.Equal(half, factor.Sum, Precision * Scale(data)));
        OracleTensor[] gradients = Gradients(data);
        for (int i = 0; i < got.Length; i++)
            AssertClose(Times(data.Inputs[i], gradients[i], 0.5), got[i]);
    }

    /// <summary>Rule by rule or at once: with epsilon 0 a quarter of gradient x input for queries and keys, half of it for values.</summary>
    [Theory]
    [MemberData(nameof(Attentions))]
    public void Attention_is_gradient_times_input_in_parts(string name)
    {
        Data data = Of(name);
        OracleTensor[] got = Propagate(data, new OracleRules.AttnLrp { Stabilizer = s_none }).Inputs;
        OracleTensor[] gradients = Gradients(data);
        AssertClose(Times(data.Inputs[0], gradients[0], 0.25), got[0]);
        AssertClose(Times(data.Inputs[1], gradients[1], 0.25), got[1]);
        AssertClose(Times(data.Inputs[2], gradients[2], 0.5), got[2]);
    }

    /// <summary>The rules of its parts, one after the other: attention of one head written as two products and a softmax.</summary>
    [Fact]
    public void Attention_is_its_parts()
    {
        var random = new Random(3);
        OracleTensor q = OracleTensor.Normal(random, 4, 3), k = OracleTensor.Normal(random, 4, 5), v = OracleTensor.Normal(random, 6, 5);
        OracleTensor relevance = OracleTensor.Normal(random, 6, 3);
        var attention = new Attention(1) { Scale = 1 };
        OracleTensor output = attention.Forward([q, k, v]);
        var rule = new OracleRules.AttnLrp { Stabilizer = new(0.2) };
        OracleTensor[] got = rule.Propagate(attention, [q, k, v], output, relevance).Inputs;

        var uniform = new OracleRules.Uniform { Stabilizer = new(0.2) };
        (MatMul first, MatMul second) = (new MatMul(TransposeA: true), new MatMul());
        OracleTensor scores = first.Forward([k, q]), weights = new ChannelSoftmax().Forward(scores);
        AssertClose(output, second.Forward([v, weights]));
        OracleTensor[] ofSecond = uniform.Propagate(second, [v, weights], output, relevance).Inputs;
        OracleTensor ofScores = rule.Propagate(new ChannelSoftmax(), scores, ofSecond[1]);
        OracleTensor[] ofFirst = uniform.Propagate(first, [k, q], scores, ofScores).Inputs;
        AssertClose(ofFirst[1], got[0]);
        AssertClose(ofFirst[0], got[1]);
        AssertClose(ofSecond[0], got[2]);
    }

    [Theory]
    [MemberData(nameof(Attentions))]
    public void Constant_weights_conserve_and_leave_queries_and_keys_alone(string name)
    {
        Data data = Of(name);
        OracleRules.RuleResult got = Propagate(data, new OracleRules.CpLrp { Stabilizer = s_none });
        Assert.Equal(data.Relevance.Sum, got.Inputs[2].Sum, Precision * Scale(data));
        Assert.All(got.Inputs[..2], input => Assert.All(input.Values, r => Assert.Equal(0, r)));
        AssertClose(Times(data.Inputs[2], Gradients(data)[2], 1), got.Inputs[2]);
    }

    /// <summary>What is not handed on is in the account, whatever the stabilizer; products and constant weights drop nothing.</summary>
    [Fact]
    public void Accounts_balance()
    {
        foreach (string name in new[] { "softmax", "matrix product", "attention", "attention, causal, shared heads" })
        {
            Data data = Of(name);
            foreach (OracleRules.OracleStabilizer stabilizer in s_stabilizers)
            {
                OracleRules.OracleRule[] rules = data.Layer is MatMul
                    ? [new OracleRules.Uniform { Stabilizer = stabilizer }]
                    : [new OracleRules.AttnLrp { Stabilizer = stabilizer }, new OracleRules.CpLrp { Stabilizer = stabilizer }];
                foreach (OracleRules.OracleRule rule in rules)
                {
                    OracleRules.RuleResult got = Propagate(data, rule);
                    double scale = Precision * (Scale(data) + got.Inputs.Sum(input => input.Values.Sum(Math.Abs)));
                    OracleRules.RelevanceAccount account = got.Account;
                    Assert.Equal(data.Relevance.Sum, account.In, scale);
                    Assert.Equal(account.In, got.Inputs.Sum(input => input.Sum) + account.Stabilizer + account.Dropped, scale);
                    if (rule is OracleRules.Uniform || (rule is OracleRules.CpLrp && data.Layer is Attention))
                        Assert.Equal(0, account.Dropped, scale);
                }
            }
        }
    }

    private sealed record Data(OracleOperator Layer, OracleTensor[] Inputs, OracleTensor Output, OracleTensor Relevance);

    private static Data Of(string name)
    {
        var random = new Random(17);
        OracleTensor[] inputs = [.. OperatorCases.All[name].Inputs.Select(shape => OracleTensor.Normal(random, shape))];
        OracleTensor output = OperatorCases.All[name].Operator.Forward(inputs);
        return new Data(OperatorCases.All[name].Operator, inputs, output, OracleTensor.Normal(random, output.Shape));
    }

    private static OracleRules.RuleResult Propagate(Data data, OracleRules.OracleRule rule) =>
        rule.Propagate(data.Layer, data.Inputs, data.Output, data.Relevance);

    /// <summary>The gradients of what is shared: of relevance over output.</summary>
    private static OracleTensor[] Gradients(Data data) =>
        data.Layer.VectorJacobianProduct(data.Inputs, Quotient(data.Relevance, data.Output));

    private static double Scale(Data data) =>
        Quotient(data.Relevance, data.Output).Values.Sum(Math.Abs) * Math.Max(1, data.Output.Values.Max(Math.Abs));

    private static OracleTensor Quotient(OracleTensor relevance, OracleTensor output) =>
        new([.. relevance.Values.Zip(output.Values, (r, y) => r / y)], output.Shape);

    private static OracleTensor Times(OracleTensor x, OracleTensor gradient, double part) =>
        new([.. x.Values.Zip(gradient.Values, (v, g) => part * v * g)], x.Shape);

    private static void AssertClose(OracleTensor expected, OracleTensor got)
    {
        double scale = Math.Max(1, expected.Values.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], got[i], Precision * scale);
    }
}
