using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>
/// How much more an input belongs to a one-class SVM than to an explicit alternative: the log ratio of their kernel sums, both
/// normalized, with the midpoint rule. Derived here from the ratio of densities.
/// </summary>
public sealed class InlierContrastHead : KernelRatioHead
{
    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be.</exception>
    public InlierContrastHead(WeightReader reader, string layer, int features)
        : this(
            new HeadParameters(reader, layer),
            layer,
            features,
            new HeadParameters(reader, layer).Matrix("support_vectors", features, out int own),
            own,
            new HeadParameters(reader, layer).Matrix("contrast_vectors", features, out int other),
            other)
    {
    }

    private InlierContrastHead(
        HeadParameters parameters, string layer, int features, double[] vectors, int own, double[] contrast, int other)
        : base(
            layer,
            features,
            outputs: 1,
            new KernelUnits([.. vectors, .. contrast], features),
            parameters.Positive("gamma"),
            [new KernelRatio(SumOf(parameters, "coefficients", 0, own), SumOf(parameters, "contrast_coefficients", own, other))],
            midpoint: 1,
            hasConstants: false)
    {
    }

    private static KernelSum SumOf(HeadParameters parameters, string name, int first, int count)
    {
        double[] coefficients = parameters.Read(name, count);
        parameters.RequireNormalizable(name, coefficients);
        return new KernelSum([.. Enumerable.Range(first, count)], coefficients, isNormalized: true);
    }
}
