using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Graph.Tests.Oracle;

public sealed class StabilizerTests
{
    [Theory]
    [InlineData(0.0, 0.5)]
    [InlineData(1.0, 1.5)]
    [InlineData(-1.0, -1.5)]
    [InlineData(2.0, 2.5)]
    [InlineData(-2.0, -2.5)]
    public void Adding_moves_away_from_zero(double z, double expected) =>
        Assert.Equal(expected, new OracleStabilizer(0.5).Stabilize(z));

    [Theory]
    [InlineData(0.0, 1.5)]
    [InlineData(1.0, 1.5)]
    [InlineData(-1.0, -1.5)]
    [InlineData(2.0, 2.0)]
    [InlineData(-2.0, -2.0)]
    public void Clipping_keeps_what_is_large_enough(double z, double expected) =>
        Assert.Equal(expected, new OracleStabilizer(1.5, Clip: true).Stabilize(z));

    [Fact]
    public void Negative_zero_counts_as_positive()
    {
        Assert.Equal(0.5, new OracleStabilizer(0.5).Stabilize(-0.0));
        Assert.Equal(0.5, new OracleStabilizer(0.5, Clip: true).Stabilize(-0.0));
    }

    [Fact]
    public void The_unit_is_the_root_mean_square_when_scaled()
    {
        Assert.Equal(5, new OracleStabilizer(0.5, RmsScaled: true).Unit([1, 7]), 1e-15);
        Assert.Equal(1, new OracleStabilizer(0.5).Unit([1, 7]));
    }

    /// <summary>x = (1, 2), rows (1, 0) and (1, 3): the denominators are 1 and 7, their root mean square 5.</summary>
    [Theory]
    [InlineData(false, 1.0 / (1 + 2.5) + 1.0 / (7 + 2.5), 6.0 / (7 + 2.5))]
    [InlineData(true, 1.0 / 2.5 + 1.0 / 7, 6.0 / 7)]
    public void Scaled_epsilon_enters_every_denominator(bool clip, double first, double second)
    {
        var layer = new Linear(new OracleTensor([1, 0, 1, 3], 2, 2));
        var rule = new Epsilon { Stabilizer = new OracleStabilizer(0.5, clip, RmsScaled: true) };
        OracleTensor got = rule.Propagate(layer, OracleTensor.Vector(1, 2), OracleTensor.Vector(1, 1));
        Assert.Equal(first, got[0], 1e-15);
        Assert.Equal(second, got[1], 1e-15);
    }

    [Fact]
    public void A_denominator_of_zero_passes_nothing_on()
    {
        var layer = new Linear(new OracleTensor([1, -1], 1, 2));
        foreach (OracleRule rule in new OracleRule[]
        {
            new Epsilon { Stabilizer = OracleStabilizer.None },
            new Norm { Stabilizer = OracleStabilizer.None },
            new Epsilon { Stabilizer = new OracleStabilizer(0.5, RmsScaled: true) },
        })
        {
            RuleResult got = rule.Propagate(layer, [OracleTensor.Vector(1, 1)], OracleTensor.Vector(0), OracleTensor.Vector(3));
            Assert.Equal([0, 0], got.Inputs[0].Values);
            Assert.Equal(3, got.Account.Dropped);
        }
    }
}
