using ExplainGen.Conformance.Tests.Goldens;
using ExplainGen.Conformance.Tests.References;
using ExplainGen.TestKit.Goldens;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;
using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.Conformance.Tests.Operators;

/// <summary>Every operator in generated code: its output, its gradient, and its relevance under every rule that it has.</summary>
public sealed class OperatorTests
{
    // Of the largest slope. A central difference in double precision is right to about 1e-9; the rest is single precision's.
    private const double GradientTolerance = 1e-5;
    private const double Step = 1e-5;

    public static TheoryData<string> Names => OperatorCases.Names;

    public static TheoryData<string> NamesWithGradient =>
        [.. OperatorCases.ByName.Where(entry => entry.Value.Tokens == 0).Select(entry => entry.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_is_that_of_the_oracle(string name)
    {
        OperatorCase entry = OperatorCases.ByName[name];
        for (int seed = 0; seed < 3; seed++)
        {
            OracleTensor x = Input(entry, new Random(seed), ties: false);
            var reference = new SinglePrecision(entry.Network, x);
            double error = RelativeError.Max(OperatorModels.Of(entry).Predict(x.ToSingle()), reference.Exact.Output.Values);
            Assert.True(
                error <= reference.OutputTolerance,
                $"{name}: output off by {error:g3} of the largest, allowed {reference.OutputTolerance:g3}");
            Worst.Record("operators, output (e_max / tolerance)", error / reference.OutputTolerance, $"{name}: {error:g3}");
        }
    }

    [Theory]
    [MemberData(nameof(NamesWithGradient))]
    public void Gradient_is_the_slope(string name)
    {
        OperatorCase entry = OperatorCases.ByName[name];
        var random = new Random(5);
        OracleTensor x = Input(entry, random, ties: false);
        OracleTensor weights = OperatorCases.Normal(random, 1, entry.Network.Forward(x).Output.Shape);
        double[] slope = new double[x.Length];
        for (int i = 0; i < slope.Length; i++)
        {
            double at = x[i];
            x.Values[i] = at + Step;
            double above = Score();
            x.Values[i] = at - Step;
            double below = Score();
            x.Values[i] = at;
            slope[i] = (above - below) / (2 * Step);
        }

        foreach (bool fusion in OperatorModels.Fusions(entry))
        {
            Explanation why = OperatorModels.Of(entry, fusion).Explain("Gradient", x.ToSingle(), Target.Weighted(weights.ToSingle()));
            double error = RelativeError.Max(why.Relevance.Span, slope);
            Assert.True(
                error <= GradientTolerance, $"{name}: gradient off by {error:g3} of the largest slope, allowed {GradientTolerance:g3}");
            Worst.Record("operators, gradient against differences (e_max / tolerance)", error / GradientTolerance, $"{name}: {error:g3}");
        }

        double Score() => entry.Network.Forward(x).Output.Values.Zip(weights.Values, (y, w) => y * w).Sum();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Relevance_is_that_of_the_oracle_under_every_rule(string name)
    {
        OperatorCase entry = OperatorCases.ByName[name];
        var random = new Random(9);
        OracleTensor x = Input(entry, random, ties: entry.Operator is MaximumOperator);
        var reference = new SinglePrecision(entry.Network, x);
        OracleTensor seed = OperatorCases.Normal(random, 1, reference.Exact.Output.Shape);
        Target target = Target.Weighted(seed.ToSingle()).With(Seed.One);
        IReadOnlyList<OracleRule> rules = OperatorRules.Of(entry);
        for (int i = 0; i < Math.Max(1, rules.Count); i++)
        {
            OracleRule rule = rules.Count == 0 ? OperatorRules.WithoutRule(entry.Operator) : OperatorRules.Reference(entry.Operator, rules[i]);
            SinglePrecision.Relevance expected = reference.Explain(node => node.Name == OperatorCase.Layer ? rule : new Gradient(), seed);
            double tolerance = expected.ToleranceMax(OracleNetwork.InputName);
            foreach (bool fusion in OperatorModels.Fusions(entry))
            {
                Explanation why = OperatorModels.Of(entry, fusion).Explain(OperatorModels.ExplainerName(i), x.ToSingle(), target);
                double error = RelativeError.Max(why.Relevance.Span, expected.Exact.Input.Values);
                Assert.True(error <= tolerance, $"{name}, {rule}: off by {error:g3} of the largest, allowed {tolerance:g3}");
                Worst.Record("operators, relevance (e_max / tolerance)", error / tolerance, $"{name}, {rule}: {error:g3}");
            }
        }
    }

    private static OracleTensor Input(OperatorCase entry, Random random, bool ties)
    {
        if (entry.Tokens > 0)
            return OracleTensor.Normal(random, entry.Input).Map(_ => random.Next(entry.Tokens));
        OracleTensor x = OperatorCases.Normal(random, 2.5, entry.Input);
        return ties ? x.Map(v => Math.Clamp(Math.Round(v), -1, 1)) : x;
    }
}
