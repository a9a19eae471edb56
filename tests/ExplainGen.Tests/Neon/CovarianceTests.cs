using ExplainGen.Neon;

namespace ExplainGen.Tests.Neon;

/// <summary>Precisions and log determinants from covariances: closed forms, and the product of a matrix and its inverse.</summary>
public sealed class CovarianceTests
{
    [Fact]
    public void TwoByTwoIsTheClosedForm()
    {
        // det = 4 * 3 - 1 = 11; inverse = [3, -1; -1, 4] / 11. The second is diagonal.
        var mixture = GaussianMixtureParameters.FromCovariances(2, [1, 3], [0, 0, 5, 5], [4, 1, 1, 3, 0.25, 0, 0, 8]);
        double[] expected = [3 / 11.0, -1 / 11.0, -1 / 11.0, 4 / 11.0, 4, 0, 0, 0.125];
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], mixture.Precisions[i], 15);
        Assert.Equal(Math.Log(11), mixture.LogDeterminants[0], 14);
        Assert.Equal(Math.Log(2), mixture.LogDeterminants[1], 14);
        Assert.Equal(Math.Log(0.25), mixture.LogPriors[0], 15);
        Assert.Equal(Math.Log(0.75), mixture.LogPriors[1], 15);
    }

    // A Toeplitz matrix S_ij = r^|i - j| has det (1 - r^2)^(F - 1) and a tridiagonal inverse (autoregression of first order).
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(7, 0.9)]
    [InlineData(40, -0.97)]
    public void AutoregressiveCovariancesHaveTridiagonalInverses(int features, double r)
    {
        double[] covariance = new double[features * features];
        for (int i = 0; i < features; i++)
        {
            for (int j = 0; j < features; j++)
                covariance[(i * features) + j] = Math.Pow(r, Math.Abs(i - j));
        }

        double[] mean = new double[features];
        double[] precision = MahalanobisParameters.FromCovariance(mean, covariance).Precision;
        Assert.Equal(precision, LdaParameters.FromCovariance(features, [1, 1], new double[2 * features], covariance).Precision);
        double scale = 1 / (1 - (r * r));
        for (int i = 0; i < features; i++)
        {
            for (int j = 0; j < features; j++)
            {
                double expected = Math.Abs(i - j) switch
                {
                    0 => features == 1 ? 1 : i == 0 || i == features - 1 ? scale : scale * (1 + (r * r)),
                    1 => -r * scale,
                    _ => 0,
                };
                Assert.Equal(expected, precision[(i * features) + j], 11);
                Assert.Equal(precision[(i * features) + j], precision[(j * features) + i]);
            }
        }

        double logDeterminant = GaussianMixtureParameters
            .FromCovariances(features, [1, 1], new double[2 * features], [.. covariance, .. covariance]).LogDeterminants[1];
        Assert.Equal((features - 1) * Math.Log(1 - (r * r)), logDeterminant, 11);
    }

    [Fact]
    public void ScaleDoesNotMakeAMatrixSingular()
    {
        double[] precision = MahalanobisParameters.FromCovariance([0, 0], [1e-12, 0, 0, 1e12]).Precision;
        Assert.Equal(1e12, precision[0], 1e-3);
        Assert.Equal(1e-12, precision[3], 1e-26);
    }

    [Fact]
    public void ASingularComponentIsNamed()
    {
        // The third feature of component 1 is the sum of the others.
        double[] singular = [1, 0, 1, 0, 1, 1, 1, 1, 2];
        var error = Assert.Throws<ArgumentException>(() => GaussianMixtureParameters.FromCovariances(
            3, [1, 1], new double[6], [1, 0, 0, 0, 1, 0, 0, 0, 1, .. singular]));
        Assert.Equal("covariances", error.ParamName);
        Assert.Contains("component 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("feature 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("Regularize", error.Message, StringComparison.Ordinal);

        var one = Assert.Throws<ArgumentException>(() => MahalanobisParameters.FromCovariance(new double[3], singular));
        Assert.Equal("covariance", one.ParamName);
        Assert.Contains("the covariance is singular at feature 2", one.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnIndefiniteMatrixIsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => MahalanobisParameters.FromCovariance([0, 0], [1, 2, 2, 1]));
        Assert.Contains("leave -3", error.Message, StringComparison.Ordinal);
    }
}
