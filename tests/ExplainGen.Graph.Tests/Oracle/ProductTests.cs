using ExplainGen.TestKit.Oracle;
using OracleOps = ExplainGen.TestKit.Oracle.Operators;
using OracleRules = ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Graph.Tests.Oracle;

/// <summary>Products of two values, by hand.</summary>
public sealed class ProductTests
{
    private static readonly OracleTensor s_image = new([1, 2, 3, 4], 2, 1, 2);

    [Fact]
    public void Axes_of_one_element_are_repeated()
    {
        var layer = new OracleOps.Multiply();
        Assert.Equal([5, 10, 18, 24], layer.Forward([s_image, OracleTensor.Vector(5, 6)]).Values);
        Assert.Equal([5, 12, 15, 24], layer.Forward([s_image, new OracleTensor([5, 6], 1, 1, 2)]).Values);
        Assert.Equal([15, 18, 20, 24], layer.Forward([new OracleTensor([3, 4], 2, 1), new OracleTensor([5, 6], 1, 2)]).Values);
    }

    [Theory]
    [InlineData(new[] { 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 2, 3 }, new[] { 2, 3, 1 })]
    [InlineData(new[] { 2, 2 }, new[] { 2, 3 })]
    public void Other_shapes_do_not_fit(int[] a, int[] b) =>
        Assert.Throws<ArgumentException>(() => new OracleOps.Multiply().OutputShape([a, b]));

    [Fact]
    public void Uniform_halves_and_adds_up_what_is_repeated()
    {
        OracleTensor[] got = Propagate(new OracleRules.Uniform(), OracleTensor.Vector(5, 6));
        Assert.Equal([5, 10, 15, 20], got[0].Values);
        Assert.Equal([15, 35], got[1].Values);
    }

    [Fact]
    public void The_gate_gets_nothing()
    {
        OracleTensor[] got = Propagate(new OracleRules.SignalTakesAll(Gate: 1), OracleTensor.Vector(5, 6));
        Assert.Equal([10, 20, 30, 40], got[0].Values);
        Assert.Equal([0, 0], got[1].Values);
        got = Propagate(new OracleRules.SignalTakesAll(Gate: 0), OracleTensor.Vector(5, 6));
        Assert.Equal([0, 0, 0, 0], got[0].Values);
        Assert.Equal([30, 70], got[1].Values);
    }

    /// <summary>Half of gradient x input: what the rule is in gradient form.</summary>
    [Fact]
    public void Uniform_is_half_of_gradient_times_input()
    {
        var layer = new OracleOps.Multiply();
        OracleTensor[] inputs = [s_image, OracleTensor.Vector(5, 6)];
        OracleTensor y = layer.Forward(inputs);
        OracleTensor slope = OracleTensor.Normal(new Random(2), y.Shape);
        OracleTensor[] gradient = layer.VectorJacobianProduct(inputs, slope);
        OracleTensor[] got = Propagate(
            new OracleRules.Uniform(), inputs[1], new OracleTensor([.. y.Values.Select((v, i) => v * slope[i])], y.Shape));
        for (int n = 0; n < 2; n++)
        {
            for (int i = 0; i < inputs[n].Length; i++)
                Assert.Equal(gradient[n][i] * inputs[n][i] / 2, got[n][i], 1e-12);
        }
    }

    private static OracleTensor[] Propagate(OracleRules.OracleRule rule, OracleTensor other, OracleTensor? relevance = null)
    {
        var layer = new OracleOps.Multiply();
        OracleRules.RuleResult result = rule.Propagate(
            layer, [s_image, other], layer.Forward([s_image, other]), relevance ?? new OracleTensor([10, 20, 30, 40], 2, 1, 2));
        Assert.Equal(result.Account.In, result.Account.Out, 1e-12);
        return result.Inputs;
    }
}
