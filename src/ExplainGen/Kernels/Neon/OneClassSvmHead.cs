using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>
/// The neuralized one-class SVM: distances to support vectors, and a soft-min over them (for <see cref="Kernel.Student"/> a power mean).
/// Kauffmann, Müller, Montavon 2020, arXiv:1805.06230.
/// </summary>
public sealed class OneClassSvmHead : KernelScoreHead, IOutlierScore
{
    private readonly KernelExponent _kernel;
    private readonly double[] _coefficients;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="kernel">Gaussian, Laplace or Student.</param>
    /// <param name="degree">The exponent b of the Student kernel.</param>
    /// <param name="patch">Positions along each axis of a map that are scored at once.</param>
    /// <param name="stride">Positions from a patch to the next.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be.</exception>
    public OneClassSvmHead(
        WeightReader reader, string layer, int features, Kernel kernel, double degree = 1, int patch = 1, int stride = 1)
        : this(new HeadParameters(reader, layer), layer, features, kernel, degree, patch, stride)
    {
    }

    private OneClassSvmHead(HeadParameters parameters, string layer, int features, Kernel kernel, double degree, int patch, int stride)
        : this(
            parameters, layer, features, parameters.Matrix("support_vectors", features, out int count), parameters.Read("coefficients", count),
            new KernelExponent(kernel, parameters.Positive("gamma"), degree), patch, stride)
    {
    }

    private OneClassSvmHead(
        HeadParameters parameters, string layer, int features, double[] vectors, double[] coefficients, KernelExponent kernel, int patch,
        int stride)
        : base(layer, features, new KernelUnits(vectors, features), parameters.NormalizedSum("coefficients", coefficients), kernel, patch, stride)
    {
        _kernel = kernel;
        _coefficients = coefficients;
        double rho = parameters.Number("rho");

        // A boundary at or below zero has no input beyond it.
        Threshold = rho > 0 ? ScoreOf(-Math.Log(rho / Sum.Total)) : double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public double Threshold { get; }

    /// <summary>The Gaussian machine, packed for fast kernels.</summary>
    internal GaussianOneClass Pack()
    {
        var points = new float[UnitCount * Features];
        for (int j = 0; j < UnitCount; j++)
        {
            ReadOnlySpan<double> point = Units.Point(j);
            for (int i = 0; i < Features; i++)
                points[(j * Features) + i] = (float)point[i];
        }

        return new GaussianOneClass(points, Features, _coefficients, (float)_kernel.Gamma);
    }

    private protected override double ScoreOf(double softMin) =>
        _kernel.Kernel == Kernel.Student ? Exponentials.ExpMinus1(softMin / _kernel.Degree) : softMin;

    private protected override double SlopeOf(double softMin) =>
        _kernel.Kernel == Kernel.Student ? (ScoreOf(softMin) + 1) / _kernel.Degree : 1;

    private protected override void Weigh(double relevance, View view, QuotientLoss? loss)
    {
        double bias = 0, score = ScoreOf(view.SoftMin);
        for (int j = 0; j < view.Shares.Length; j++)
        {
            // What the distance explains of the score; the rest is there at the support vector itself already.
            double unit = relevance * view.Shares[j], square = view.Squares[j];
            double distance = _kernel.Kernel == Kernel.Student
                ? _kernel.Gamma * square / (1 + (_kernel.Gamma * square)) * (score + 1)
                : view.Exponents[j];
            double explained = square == 0 ? 0 : Math.Min(1, distance / score);
            view.Weights[j] = square == 0 ? 0 : unit * explained / square;
            bias += unit * (1 - explained);
        }

        if (loss is not null)
            loss.Bias += bias;
    }
}
