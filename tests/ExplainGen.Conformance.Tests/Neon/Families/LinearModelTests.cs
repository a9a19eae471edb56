using ExplainGen.Neon;
using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Families;

/// <summary>Generated linear models against the oracle.</summary>
public sealed class LinearModelTests
{
    private const int Features = 7;

    private static readonly double[] s_reference = RandomPoints.Normal(1, 1, Features, center: 2)[0];

    [Fact]
    public void One_score_agrees_with_the_oracle()
    {
        (double[][] weight, double[] bias) = Layer(1);
        LogisticClassifier logistic = LogisticClassifier.Neuralize(Parameters(weight, bias));
        LinearSvmOfTwo machine = LinearSvmOfTwo.Neuralize(Parameters(weight, bias));
        foreach (double[] x in Inputs())
        {
            NeonResult expected = LinearModel.Explain(x, weight, bias, s_reference);
            HeadComparison.AssertAgrees(expected, logistic.Explain(RandomPoints.Floats(x)));
            HeadComparison.AssertAgrees(expected, machine.Explain(RandomPoints.Floats(x)));
        }
    }

    [Fact]
    public void Every_class_agrees_with_the_oracle()
    {
        (double[][] weight, double[] bias) = Layer(4);
        SoftmaxClassifier softmax = SoftmaxClassifier.Neuralize(Parameters(weight, bias));
        LinearSvmOfFour machine = LinearSvmOfFour.Neuralize(Parameters(weight, bias));
        foreach (double[] x in Inputs())
        {
            for (int c = 0; c < weight.Length; c++)
            {
                NeonResult expected = LinearModel.Explain(x, weight, bias, s_reference, c);
                HeadComparison.AssertAgrees(expected, softmax.Explain(RandomPoints.Floats(x), Target.Class(c)));
                HeadComparison.AssertAgrees(expected, machine.Explain(RandomPoints.Floats(x), Target.Class(c)));
                HeadComparison.AssertAgrees(
                    LinearModel.Explain(x, weight, bias, s_reference, c, seed: 1),
                    softmax.Explain(RandomPoints.Floats(x), Target.Class(c).With(Seed.One)));
            }
        }
    }

    [Fact]
    public void A_contrast_is_the_difference_of_two_weights()
    {
        (double[][] weight, double[] bias) = Layer(4);
        SoftmaxClassifier model = SoftmaxClassifier.Neuralize(Parameters(weight, bias));
        double[] x = Inputs()[0];

        Explanation why = model.Explain(RandomPoints.Floats(x), Target.Contrast(1, 3));

        for (int i = 0; i < Features; i++)
            Assert.Equal((weight[1][i] - weight[3][i]) * (x[i] - s_reference[i]), why.Relevance.Span[i], 1e-5);
        Assert.Equal(
            LinearModel.Score(s_reference, weight, bias, 1) - LinearModel.Score(s_reference, weight, bias, 3), why.Ledger.Bias, 1e-5);
        HeadComparison.AssertConserves(why);
    }

    [Fact]
    public void The_reference_itself_is_the_bias()
    {
        (double[][] weight, double[] bias) = Layer(1);
        Explanation why = LogisticClassifier.Neuralize(Parameters(weight, bias)).Explain(RandomPoints.Floats(s_reference));

        Assert.All(why.Relevance.ToArray(), r => Assert.Equal(0, r));
        Assert.Equal(why.Logits.Span[0], why.Ledger.Bias, 1e-6);
    }

    [Fact]
    public void It_is_equivalent_to_the_original()
    {
        (double[][] weight, double[] bias) = Layer(4);
        EquivalenceCertificate certificate = SoftmaxClassifier.Neuralize(Parameters(weight, bias))
            .Certify(Inputs().SelectMany(RandomPoints.Floats).ToArray());

        Assert.Equal(Inputs().Length, certificate.Inputs);
        Assert.InRange(certificate.LargestRelativeDifference, 0, 1e-6);
    }

    [Fact]
    public void The_gradient_is_the_weight()
    {
        (double[][] weight, double[] bias) = Layer(4);
        HeadGradient.AssertIsThatOf(
            SoftmaxClassifier.Neuralize(Parameters(weight, bias)), SoftmaxClassifier.Metadata, Inputs()[0], 2,
            x => LinearModel.Score(x, weight, bias, 2));
    }

    [Fact]
    public void A_matrix_of_another_shape_is_refused()
    {
        (double[][] weight, double[] bias) = Layer(3);
        var exception = Assert.Throws<Weights.WeightsException>(() => SoftmaxClassifier.Neuralize(Parameters(weight, bias)));
        Assert.Contains("'softmaxRegression1.weight' has shape [3, 7]; expected [4, 7]", exception.Message, StringComparison.Ordinal);
    }

    private static (double[][] Weight, double[] Bias) Layer(int outputs) =>
        (RandomPoints.Normal(2, outputs, Features), RandomPoints.Uniform(3, outputs, -2, 2));

    private static LinearModelParameters Parameters(double[][] weight, double[] bias) =>
        new(Features, RandomPoints.Flat(weight), bias, s_reference);

    private static double[][] Inputs() =>
        [.. RandomPoints.Normal(4, 8, Features, deviation: 2), .. RandomPoints.Normal(5, 2, Features, deviation: 1e6)];
}
