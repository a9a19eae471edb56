using System.Numerics.Tensors;
using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>Gaussian classes with one covariance, linear discriminant analysis: linear units with the midpoint rule.</summary>
public sealed class LdaHead : LogOddsHead
{
    // Means and inputs are taken from the mean of the means, so that far from the origin no digits are lost.
    private readonly double[] _center;
    private readonly double[] _means;
    private readonly double[] _precision;
    private readonly double[] _weights;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="classes">Classes, at least 2.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be.</exception>
    public LdaHead(WeightReader reader, string layer, int features, int classes)
        : base(layer, features, new HeadParameters(reader, layer).Read("log_priors", classes))
    {
        var parameters = new HeadParameters(reader, layer);
        _means = parameters.Read("means", classes, features);
        _precision = PrecisionMatrix.Symmetric(parameters, "precision", parameters.Read("precision", features, features), features);
        _center = new double[features];
        for (int k = 0; k < classes; k++)
            TensorPrimitives.Add(_center, Row(_means, k), _center);
        TensorPrimitives.Divide(_center, classes, _center);

        _weights = new double[_means.Length];
        for (int k = 0; k < classes; k++)
        {
            TensorPrimitives.Subtract(Row(_means, k), _center, _means.AsSpan(k * features, features));
            PrecisionMatrix.Multiply(_precision, Row(_means, k), _weights.AsSpan(k * features, features));
        }
    }

    // The deviation from the center.
    private protected override int WorkLength => Features;

    private protected override double LogDensity(ReadOnlySpan<double> x, int k)
    {
        var deviation = new double[Features];
        for (int i = 0; i < x.Length; i++)
            deviation[i] = x[i] - _center[i] - Row(_means, k)[i];
        return -PrecisionMatrix.Form(_precision, deviation) / 2;
    }

    // What all classes have in common, -(x P x) / 2, is left out.
    private protected override void Compare(ReadOnlySpan<float> x, Span<double> joints, Span<double> work)
    {
        for (int i = 0; i < x.Length; i++)
            work[i] = x[i] - _center[i];
        for (int k = 0; k < joints.Length; k++)
            joints[k] = DoubleProduct.Of(Row(_weights, k), work) - (DoubleProduct.Of(Row(_weights, k), Row(_means, k)) / 2);
    }

    private protected override void Attribute(
        ReadOnlySpan<float> x, int c, ReadOnlySpan<double> factors, ReadOnlySpan<double> work, Span<float> relevance)
    {
        ReadOnlySpan<double> ownWeights = Row(_weights, c), own = Row(_means, c);
        for (int k = 0; k < factors.Length; k++)
        {
            if (factors[k] == 0)
                continue;
            ReadOnlySpan<double> weights = Row(_weights, k), other = Row(_means, k);
            for (int i = 0; i < relevance.Length; i++)
                relevance[i] += (float)(factors[k] * (ownWeights[i] - weights[i]) * (work[i] - ((own[i] + other[i]) / 2)));
        }
    }

    private protected override void AddGradient(ReadOnlySpan<double> weights, ReadOnlySpan<double> work, Span<float> gradient)
    {
        for (int i = 0; i < gradient.Length; i++)
        {
            double sum = 0;
            for (int k = 0; k < weights.Length; k++)
                sum += weights[k] * _weights[(k * Features) + i];
            gradient[i] += (float)sum;
        }
    }

    private ReadOnlySpan<double> Row(double[] rows, int k) => rows.AsSpan(k * Features, Features);
}
