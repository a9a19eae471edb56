using ExplainGen.Neon;
using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon.Families;

/// <summary>Generated Mahalanobis distances and reconstruction errors against the oracle.</summary>
public sealed class QuadraticTests
{
    private const int Features = 7, Components = 3;

    private static readonly double[] s_mean = RandomPoints.Normal(1, 1, Features, deviation: 3)[0];

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1)]
    [InlineData(1e6)]
    public void Mahalanobis_agrees_with_the_oracle(double scale)
    {
        double[][] precision = RandomMatrices.Precision(2, Features, scale);
        MahalanobisDetector model = Detector(precision);
        foreach (double[] x in Inputs())
            HeadComparison.AssertAgrees(SquaredNorms.Mahalanobis(x, s_mean, precision), model.Explain(RandomPoints.Floats(x)));
    }

    [Fact]
    public void Reconstruction_agrees_with_the_oracle()
    {
        double[][] components = RandomMatrices.Orthonormal(3, Components, Features);
        var parameters = new PcaParameters(s_mean, RandomPoints.Flat(components));
        PcaInputDetector input = PcaInputDetector.Neuralize(parameters);
        PcaResidualDetector residual = PcaResidualDetector.Neuralize(parameters);
        foreach (double[] x in Inputs())
        {
            HeadComparison.AssertAgrees(SquaredNorms.PcaReconstruction(x, s_mean, components), input.Explain(RandomPoints.Floats(x)));
            Explanation why = residual.Explain(RandomPoints.Floats(x));
            HeadComparison.AssertAgrees(SquaredNorms.PcaReconstruction(x, s_mean, components, toResiduals: true), why);
            Assert.All(why.Relevance.ToArray(), r => Assert.True(r >= 0));
        }
    }

    [Fact]
    public void They_are_equivalent_to_the_originals()
    {
        float[] inputs = [.. Inputs().SelectMany(RandomPoints.Floats)];
        var components = new PcaParameters(s_mean, RandomPoints.Flat(RandomMatrices.Orthonormal(3, Components, Features)));

        EquivalenceCertificate distance = Detector(RandomMatrices.Precision(2, Features)).Certify(inputs);
        EquivalenceCertificate error = PcaInputDetector.Neuralize(components).Certify(inputs);

        Assert.Equal(inputs.Length / Features, distance.Inputs);
        Assert.InRange(distance.LargestRelativeDifference, 0, 1e-6);
        Assert.InRange(distance.LargestUnattributed, 0, 1e-6);
        Assert.InRange(error.LargestRelativeDifference, 0, 1e-6);
        Assert.InRange(error.LargestUnattributed, 0, 1e-6);
    }

    [Fact]
    public void Components_in_single_precision_leave_their_rounding_to_the_bias()
    {
        double[][] components =
            [.. RandomMatrices.Orthonormal(3, Components, Features).Select(row => row.Select(v => (double)(float)v).ToArray())];
        PcaInputDetector model = PcaInputDetector.Neuralize(new PcaParameters(s_mean, RandomPoints.Flat(components)));

        // Almost in the plane of the components: the error is small against the deviation.
        float[] x = [.. s_mean.Select((m, i) => (float)(m + (1000 * components[0][i])))];
        Explanation why = model.Explain(x);

        Assert.InRange(why.Logits.Span[0], 0, 1e-3);
        Assert.NotEqual(0, why.Ledger.Bias);
        HeadComparison.AssertConserves(why);
    }

    [Fact]
    public void At_the_mean_nothing_is_shared_and_nothing_lost()
    {
        MahalanobisDetector model = Detector(RandomMatrices.Precision(2, Features));
        Explanation why = model.Explain(RandomPoints.Floats(s_mean), Target.Class(0).With(Seed.One));

        Assert.Equal(0, why.Logits.Span[0]);
        Assert.All(why.Relevance.ToArray(), r => Assert.Equal(0, r));
        Assert.Equal(1, why.Ledger.Dropped);
    }

    [Fact]
    public void Gradients_are_those_of_the_scores()
    {
        double[] x = RandomPoints.Normal(4, 1, Features)[0];
        double[][] precision = RandomMatrices.Precision(2, Features), components = RandomMatrices.Orthonormal(3, Components, Features);

        HeadGradient.AssertIsThatOf(
            Detector(precision), MahalanobisDetector.Metadata, x, 0, v => SquaredNorms.Mahalanobis(v, s_mean, precision).Scores[0]);
        HeadGradient.AssertIsThatOf(
            PcaInputDetector.Neuralize(new PcaParameters(s_mean, RandomPoints.Flat(components))), PcaInputDetector.Metadata, x, 0,
            v => SquaredNorms.PcaReconstruction(v, s_mean, components).Scores[0]);
    }

    [Theory]
    [InlineData(0, 0, -1, "is -1 at row 0, column 0; expected a positive diagonal")]
    [InlineData(2, 1, 5, "is 5 at row 2, column 1 and")]
    public void Matrices_that_cannot_be_are_refused(int row, int column, double value, string message)
    {
        double[][] precision = RandomMatrices.Precision(2, Features);
        precision[row][column] = value;
        var exception = Assert.Throws<Weights.WeightsException>(() => MahalanobisDetector.Load(Dynamic.WeightFiles.InMemory(
            [HeadTensors.Vector("mahalanobis1.mean", s_mean), HeadTensors.Matrix("mahalanobis1.precision", precision)])));
        Assert.Contains("'mahalanobis1.precision' " + message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 2, 0.5, "has the squared length")]
    [InlineData(1, 0, 1, "that is not orthogonal to the others; expected orthonormal rows")]
    public void Components_that_are_not_orthonormal_are_refused(int row, int like, double scale, string message)
    {
        double[][] components = RandomMatrices.Orthonormal(3, Components, Features);
        components[row] = [.. components[like].Select(v => v * scale)];
        var exception = Assert.Throws<Weights.WeightsException>(() => PcaInputDetector.Load(Dynamic.WeightFiles.InMemory(
        [
            HeadTensors.Vector("pcaReconstruction1.mean", s_mean),
            HeadTensors.Matrix("pcaReconstruction1.components", components),
        ])));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    private static MahalanobisDetector Detector(double[][] precision) =>
        MahalanobisDetector.Neuralize(new MahalanobisParameters(s_mean, RandomPoints.Flat(precision)));

    // Near, far, farther, and almost at the mean.
    private static double[][] Inputs() =>
    [
        .. RandomPoints.Normal(5, 8, Features, deviation: 2),
        .. RandomPoints.Normal(6, 2, Features, deviation: 1e6),
        [.. s_mean.Select(m => (double)MathF.BitIncrement((float)m))],
    ];
}
