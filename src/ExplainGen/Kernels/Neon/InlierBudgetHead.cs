using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>
/// How far inside a one-class SVM an input lies, against a budget c: <c>i = c + log sum_j a_j k_j</c>, a soft maximum of the similarities
/// <c>s_j = c - e_j</c>, <c>e_j = -log k_j</c>. A derivation of this project.
/// </summary>
public sealed class InlierBudgetHead : KernelScoreHead
{
    private readonly double _budget;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="kernel">Gaussian, Laplace or Student.</param>
    /// <param name="degree">The exponent b of the Student kernel.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be.</exception>
    public InlierBudgetHead(WeightReader reader, string layer, int features, Kernel kernel, double degree = 1)
        : this(
            new HeadParameters(reader, layer),
            layer,
            features,
            new HeadParameters(reader, layer).Matrix("support_vectors", features, out int count),
            count,
            new KernelExponent(kernel, new HeadParameters(reader, layer).Positive("gamma"), degree))
    {
    }

    private InlierBudgetHead(HeadParameters parameters, string layer, int features, double[] vectors, int count, KernelExponent kernel)
        : base(layer, features, new KernelUnits(vectors, features), parameters.NormalizedSum("coefficients", parameters.Read("coefficients", count)), kernel)
    {
        _budget = parameters.Number("budget");
    }

    private protected override double SlopeOf(double softMin) => -1;

    private protected override double ScoreOf(double softMin) => _budget - softMin;

    private protected override void Weigh(double relevance, View view, QuotientLoss? loss)
    {
        double inlier = _budget - view.SoftMin, part = relevance / inlier, passed = 0, uniform = 0;
        for (int j = 0; j < view.Shares.Length; j++)
        {
            // A unit passes on min(i, s_j) of the score; where that is not positive nothing is divided.
            double exponent = view.Exponents[j], similarity = _budget - exponent;
            double factor = part * view.Shares[j] * (inlier > 0 && similarity > inlier ? inlier / similarity : 1);
            uniform += factor * (_budget / Features);
            view.Weights[j] = view.Squares[j] > 0 ? -factor * (exponent / view.Squares[j]) : 0;
            passed += factor * similarity;
        }

        view.Uniform = uniform;
        if (loss is not null)
            loss.Bias += relevance - passed;
    }
}
