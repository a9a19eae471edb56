using ExplainGen.TestKit.Oracle;
using OracleOps = ExplainGen.TestKit.Oracle.Operators;
using OracleRules = ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Graph.Tests.Oracle;

/// <summary>Normalizations by statistics of their input, by hand and by the formulas of the papers.</summary>
public sealed class NormalizationTests
{
    private const double Precision = 1e-12;

    [Fact]
    public void Layer_norm_takes_the_channels_of_each_position()
    {
        // Positions (1, 3) and (2, 10): deviations 1 and 4.
        var layer = new OracleOps.LayerNorm(OracleTensor.Vector(2, 3), OracleTensor.Vector(0.5, -1), 0);
        Assert.Equal([-1.5, -1.5, 2, 2], layer.Forward(new OracleTensor([1, 2, 3, 10], 2, 2)).Values);
    }

    [Fact]
    public void Layer_norm_adds_epsilon_to_the_variance() =>
        Assert.Equal([-0.5, 0.5], new OracleOps.LayerNorm(Epsilon: 3).Forward(OracleTensor.Vector(1, 3)).Values);

    [Fact]
    public void Rms_norm_keeps_the_mean() => Assert.Equal(
        [6.0 / 5, 4 * 2 / 5.0], new OracleOps.RmsNorm(OracleTensor.Vector(2, 2), 12.5).Forward(OracleTensor.Vector(3, 4)).Values);

    [Fact]
    public void Group_norm_takes_the_channels_of_a_group_at_all_positions()
    {
        // Groups (1, 1, 3, 3) and (0, 0, 0, 8): means 2 and 2, variances 1 and 12.
        OracleTensor got = new OracleOps.GroupNorm(2, Epsilon: 4).Forward(new OracleTensor([1, 1, 3, 3, 0, 0, 0, 8], 4, 2));
        double small = 1 / Math.Sqrt(5);
        double[] expected = [-small, -small, small, small, -0.5, -0.5, -0.5, 1.5];
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], got[i], Precision);
    }

    [Fact]
    public void Group_norm_of_as_many_groups_as_channels_is_instance_norm()
    {
        OracleTensor x = OracleTensor.Normal(new Random(3), 4, 3, 2), weight = OracleTensor.Normal(new Random(4), 4);
        Assert.Equal(new OracleOps.InstanceNorm(weight).Forward(x).Values, new OracleOps.GroupNorm(4, weight).Forward(x).Values);
    }

    [Fact]
    public void Group_norm_of_one_group_and_a_vector_is_layer_norm()
    {
        OracleTensor x = OracleTensor.Normal(new Random(3), 7), bias = OracleTensor.Normal(new Random(4), 7);
        Assert.Equal(new OracleOps.LayerNorm(null, bias).Forward(x).Values, new OracleOps.GroupNorm(1, null, bias).Forward(x).Values);
    }

    /// <summary>R_i = x_i / sigma (w_i s_i - mean_j w_j s_j), s = R / y (Achtibat et al. 2024).</summary>
    [Fact]
    public void Epsilon_has_its_closed_form()
    {
        var random = new Random(5);
        OracleTensor x = OracleTensor.Normal(random, 6), weight = OracleTensor.Normal(random, 6), bias = OracleTensor.Normal(random, 6);
        OracleTensor relevance = OracleTensor.Normal(random, 6);
        var layer = new OracleOps.LayerNorm(weight, bias, 0.1);
        OracleTensor y = layer.Forward(x), got = Zero.Propagate(layer, x, relevance);
        double mean = x.Values.Average(), sigma = Math.Sqrt(x.Values.Average(v => (v - mean) * (v - mean)) + 0.1);
        double[] s = [.. y.Values.Select((v, i) => weight[i] * relevance[i] / v)];
        for (int i = 0; i < 6; i++)
            Assert.Equal(x[i] / sigma * (s[i] - s.Average()), got[i], 1e-9);
    }

    /// <summary>R_i = a_i (t_i - mean t), t = R / (a - mean): without gain and bias nothing of the deviation is left.</summary>
    [Fact]
    public void Lrp_zero_does_not_depend_on_the_deviation()
    {
        var random = new Random(6);
        OracleTensor a = OracleTensor.Normal(random, 5), relevance = OracleTensor.Normal(random, 5);
        OracleTensor got = Zero.Propagate(new OracleOps.LayerNorm(Epsilon: 0.3), a, relevance);
        double[] t = [.. relevance.Values.Select((r, i) => r / (a[i] - a.Values.Average()))];
        for (int i = 0; i < 5; i++)
            Assert.Equal(a[i] * (t[i] - t.Average()), got[i], 1e-9);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Lrp_zero_conserves_where_the_bias_is_zero(string name)
    {
        (OracleOps.Normalization layer, OracleTensor x, OracleTensor relevance) = Draw(name, biased: false);
        OracleTensor got = Zero.Propagate(layer, x, relevance);
        Assert.Equal(relevance.Sum, got.Sum, 1e-9);

        (layer, x, relevance) = Draw(name, biased: true);
        OracleRules.RelevanceAccount account = Zero.Propagate(layer, [x], layer.Forward(x), relevance).Account;
        Assert.Equal(layer.Bias is null, Math.Abs(account.Bias) < 1e-9);
        Assert.Equal(account.In, account.Out + account.Bias, 1e-9);
    }

    [Fact]
    public void Rms_norm_hands_on_what_arrives_element_by_element()
    {
        (OracleOps.Normalization layer, OracleTensor x, OracleTensor relevance) = Draw("rms", biased: false);
        OracleTensor got = Zero.Propagate(layer, x, relevance);
        for (int i = 0; i < got.Length; i++)
            Assert.Equal(relevance[i], got[i], Precision);
    }

    public static TheoryData<string> Layers => ["layer", "rms", "group", "instance"];

    private static OracleRules.Epsilon Zero => new() { Stabilizer = OracleRules.OracleStabilizer.None };

    private static (OracleOps.Normalization Layer, OracleTensor X, OracleTensor Relevance) Draw(string name, bool biased)
    {
        var random = new Random(7);
        OracleTensor weight = OracleTensor.Normal(random, 4);
        OracleTensor? bias = biased ? OracleTensor.Normal(random, 4) : null;
        OracleOps.Normalization layer = name switch
        {
            "layer" => new OracleOps.LayerNorm(weight, bias),
            "rms" => new OracleOps.RmsNorm(weight),
            "group" => new OracleOps.GroupNorm(2, weight, bias),
            _ => new OracleOps.InstanceNorm(weight, bias),
        };
        return (layer, OracleTensor.Normal(random, 4, 3), OracleTensor.Normal(random, 4, 3));
    }
}
