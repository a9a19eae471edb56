using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Neon.Models;
using ExplainGen.TestKit.Oracle;

namespace ExplainGen.Conformance.Tests.Neon.Families;

/// <summary>
/// The other restructuring of a regression, <c>rho(z) - a~ = rho(z - a~) + rho(-z) - rho(-z + a~)</c>, is a network of three neurons for
/// each. By LRP-epsilon its features get their gradient times their value, whatever the reference: what it moves is the bias's alone. That
/// is why <see cref="RegressionAttribute"/> floods, and has no such form.
/// </summary>
public sealed class ShiftedReluTests
{
    private const int Inputs = 6, Hidden = 12;

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.4)]
    [InlineData(0.8)]
    public void Relevance_does_not_depend_on_the_reference(double depth)
    {
        double[][] weight = RandomPoints.Normal(1, Hidden, Inputs);
        double[] bias = RandomPoints.Normal(2, 1, Hidden, deviation: 0.5)[0], outWeight = RandomPoints.Normal(3, 1, Hidden)[0];
        foreach (double[] x in RandomPoints.Normal(4, 10, Inputs))
        {
            double[] z = [.. weight.Select((row, j) => bias[j] + row.Zip(x, (w, xi) => w * xi).Sum())];
            double[] a = [.. z.Select(v => Math.Max(v, 0))];
            double level = depth * a.Max();
            double y = a.Zip(outWeight, (aj, v) => aj * v).Sum();
            double reference = a.Zip(outWeight, (aj, v) => Math.Max(aj - level, 0) * v).Sum();
            double[] lowered = Flooding.Explain(a, outWeight, 0, reference).Lowered;

            Explanation why = Shifted(weight, bias, outWeight, lowered).Explain(RandomPoints.Floats(x));

            Assert.Equal(y - reference, why.Logits.Span[0], 1e-4);
            for (int i = 0; i < Inputs; i++)
            {
                double gradient = Enumerable.Range(0, Hidden).Where(j => z[j] > 0).Sum(j => outWeight[j] * weight[j][i]);
                Assert.Equal(gradient * x[i], why.Relevance.Span[i], 1e-4);
            }
        }
    }

    private static ShiftedRegression Shifted(double[][] weight, double[] bias, double[] outWeight, double[] lowered)
    {
        double[] signs = [1, -1, -1], shifts = [-1, 0, 1], signsOut = [1, 1, -1];
        return ShiftedRegression.Load(WeightFiles.InMemory(
        [
            HeadTensors.Matrix("shifted.weight", [.. weight.SelectMany(row => signs.Select(s => row.Select(w => s * w).ToArray()))]),
            HeadTensors.Vector(
                "shifted.bias", [.. bias.SelectMany((b, j) => signs.Zip(shifts, (s, shift) => (s * b) + (shift * lowered[j])))]),
            HeadTensors.Matrix("head.weight", [[.. outWeight.SelectMany(v => signsOut.Select(s => s * v))]]),
            HeadTensors.Vector("head.bias", 0),
        ]));
    }
}
