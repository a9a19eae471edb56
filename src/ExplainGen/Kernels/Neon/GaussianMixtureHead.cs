using System.Numerics.Tensors;
using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>
/// Gaussians with a covariance each, components of a mixture or classes of quadratic discriminant analysis: quadratic units.
/// </summary>
public sealed class GaussianMixtureHead : LogOddsHead
{
    private readonly double[] _means;
    private readonly double[] _precisions;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="components">Components or classes, at least 2.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be.</exception>
    public GaussianMixtureHead(WeightReader reader, string layer, int features, int components)
        : base(layer, features, Constants(new HeadParameters(reader, layer), components))
    {
        var parameters = new HeadParameters(reader, layer);
        _means = parameters.Read("means", components, features);
        _precisions = PrecisionMatrix.Symmetric(
            parameters, "precisions", parameters.Read("precisions", components, features, features), features);
    }

    // The deviations from the means, and the same times the precisions.
    private protected override int WorkLength => 2 * Outputs * Features;

    private protected override double LogDensity(ReadOnlySpan<double> x, int k)
    {
        var deviation = new double[Features];
        TensorPrimitives.Subtract(x, _means.AsSpan(k * Features, Features), deviation);
        return -PrecisionMatrix.Form(Precision(k), deviation) / 2;
    }

    private protected override void Compare(ReadOnlySpan<float> x, Span<double> joints, Span<double> work)
    {
        for (int k = 0; k < joints.Length; k++)
        {
            Span<double> deviation = work.Slice(k * Features, Features), whitened = work.Slice((Outputs + k) * Features, Features);
            for (int i = 0; i < x.Length; i++)
                deviation[i] = x[i] - _means[(k * Features) + i];
            PrecisionMatrix.Multiply(Precision(k), deviation, whitened);
            joints[k] = -DoubleProduct.Of(deviation, whitened) / 2;
        }
    }

    private protected override void Attribute(
        ReadOnlySpan<float> x, int c, ReadOnlySpan<double> factors, ReadOnlySpan<double> work, Span<float> relevance)
    {
        for (int k = 0; k < factors.Length; k++)
        {
            double factor = factors[k] / 2;
            for (int i = 0; i < relevance.Length && factor != 0; i++)
                relevance[i] += (float)(factor * (Term(work, k, i) - Term(work, c, i)));
        }
    }

    private protected override void AddGradient(ReadOnlySpan<double> weights, ReadOnlySpan<double> work, Span<float> gradient)
    {
        for (int i = 0; i < gradient.Length; i++)
        {
            double sum = 0;
            for (int k = 0; k < weights.Length; k++)
                sum -= weights[k] * work[((Outputs + k) * Features) + i];
            gradient[i] += (float)sum;
        }
    }

    private static double[] Constants(HeadParameters parameters, int components)
    {
        double[] priors = parameters.Read("log_priors", components), determinants = parameters.Read("log_determinants", components);
        return [.. priors.Zip(determinants, (prior, determinant) => prior - (determinant / 2))];
    }

    private double Term(ReadOnlySpan<double> work, int k, int i) =>
        work[(k * Features) + i] * work[((Outputs + k) * Features) + i];

    private ReadOnlySpan<double> Precision(int k) => _precisions.AsSpan(k * Features * Features, Features * Features);
}
