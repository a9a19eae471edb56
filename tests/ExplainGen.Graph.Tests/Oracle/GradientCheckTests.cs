using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Graph.Tests.Oracle;

public sealed class GradientCheckTests
{
    private const double Step = 1e-5;

    // A central difference of this step is right to Step^2 in the third derivative and to 1e-16 / Step in rounding.
    private const double Tolerance = 2e-8;

    [Fact]
    public void Every_operator_with_a_gradient_has_a_case()
    {
        IEnumerable<Type> operators = typeof(OracleOperator).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(OracleOperator)) && type is { IsAbstract: false, IsNested: false }
                && !type.IsSubclassOf(typeof(TestKit.Oracle.Operators.TokenOperator)));
        Assert.Equal(
            operators.Select(type => type.Name).Order(StringComparer.Ordinal),
            OperatorCases.All.Values.Select(entry => entry.Operator.GetType().Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(OperatorCases.Names), MemberType = typeof(OperatorCases))]
    public void The_vector_jacobian_product_is_the_slope(string name)
    {
        OracleOperator layer = OperatorCases.All[name].Operator;
        var random = new Random(11);
        OracleTensor[] inputs = OperatorCases.Inputs(name, random);
        OracleTensor output = layer.Forward(inputs);
        Assert.Equal(layer.OutputShape([.. inputs.Select(input => input.Shape)]), output.Shape);
        OracleTensor cotangent = OracleTensor.Normal(random, output.Shape);
        OracleTensor[] got = layer.VectorJacobianProduct(inputs, cotangent);
        for (int n = 0; n < inputs.Length; n++)
        {
            Assert.Equal(inputs[n].Shape, got[n].Shape);
            for (int i = 0; i < inputs[n].Length; i++)
            {
                double x = inputs[n][i];
                inputs[n].Values[i] = x + Step;
                double above = Dot(layer.Forward(inputs), cotangent);
                inputs[n].Values[i] = x - Step;
                double below = Dot(layer.Forward(inputs), cotangent);
                inputs[n].Values[i] = x;
                double expected = (above - below) / (2 * Step);
                Assert.Equal(expected, got[n][i], Tolerance * Math.Max(1, Math.Abs(expected)));
            }
        }
    }

    /// <summary>At a kink, the side that PyTorch takes.</summary>
    [Fact]
    public void Kinks_have_the_slope_of_the_flat_side()
    {
        Assert.Equal(0, new Relu().Derivative(0));
        Assert.Equal(0, new Relu6().Derivative(0));
        Assert.Equal(0, new Relu6().Derivative(6));
        Assert.Equal(0, new Hardtanh().Derivative(-1));
        Assert.Equal(0, new Hardtanh().Derivative(1));
        Assert.Equal(0, new Hardshrink().Derivative(0.5));
        Assert.Equal(0, new Threshold(1, 0).Derivative(1));
        Assert.Equal(0.01, new LeakyRelu().Derivative(0));
    }

    private static double Dot(OracleTensor a, OracleTensor b) => a.Values.Zip(b.Values, (x, y) => x * y).Sum();
}
