using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>
/// The neuralized support vector data description with the Gaussian kernel. The distance to the center in feature space falls where the
/// kernel sum rises, so that its network is that of the one-class SVM (Kauffmann, Müller, Montavon 2020, arXiv:1805.06230): distances to
/// support vectors, and a soft minimum over them. That they are the same is derived here.
/// </summary>
public sealed class SvddHead : KernelScoreHead, IOutlierScore
{
    private readonly double _gamma;
    private readonly Lazy<double> _threshold;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be.</exception>
    public SvddHead(WeightReader reader, string layer, int features)
        : this(
            new HeadParameters(reader, layer),
            layer,
            features,
            new HeadParameters(reader, layer).Matrix("support_vectors", features, out int count),
            count)
    {
    }

    private SvddHead(HeadParameters parameters, string layer, int features, double[] vectors, int count)
        : this(parameters, layer, features, vectors, parameters.Read("coefficients", count), parameters.Positive("gamma"))
    {
    }

    private SvddHead(HeadParameters parameters, string layer, int features, double[] vectors, double[] coefficients, double gamma)
        : base(
            layer,
            features,
            new KernelUnits(vectors, features),
            parameters.NormalizedSum("coefficients", coefficients),
            new KernelExponent(Kernel.Gaussian, gamma))
    {
        _gamma = gamma;
        double radius = parameters.Number("radius");
        if (radius < 0)
            throw parameters.Problem("radius", $"is {HeadParameters.Text(radius)}; expected a number of at least 0");
        _threshold = new Lazy<double>(() => ScoreOn(radius, coefficients));
    }

    /// <inheritdoc/>
    /// <remarks>The score on the sphere. It takes all pairs of support vectors, once, when it is first asked for.</remarks>
    public double Threshold => _threshold.Value;

    private protected override double SlopeOf(double softMin) => 1;

    private protected override double ScoreOf(double softMin) => softMin;

    private protected override void Weigh(double relevance, View view, QuotientLoss? loss)
    {
        double bias = 0;
        for (int j = 0; j < view.Shares.Length; j++)
        {
            // The distance explains min(o, gamma d^2) of the score o; the rest is there at the support vector itself already.
            double unit = relevance * view.Shares[j], square = view.Squares[j], explained = Math.Min(1, view.Exponents[j] / view.SoftMin);
            view.Weights[j] = square > 0 ? unit * Math.Min(1 / square, _gamma / view.SoftMin) : 0;
            bias += unit * (1 - explained);
        }

        if (loss is not null)
            loss.Bias += bias;
    }

    private double ScoreOn(double radius, double[] coefficients)
    {
        double center = 0;
        for (int j = 0; j < coefficients.Length; j++)
        {
            double[] squares = Units.Squares(Units.Point(j));
            for (int k = 0; k < squares.Length; k++)
                center += coefficients[j] * coefficients[k] * Math.Exp(-_gamma * squares[k]);
        }

        // On the sphere 1 - 2 sum_j a_j k_j + |center|^2 = radius^2. Around all of feature space nothing is outside.
        double sum = (1 + center - (radius * radius)) / 2;
        return sum > 0 ? -Math.Log(sum / Sum.Total) : double.PositiveInfinity;
    }
}
