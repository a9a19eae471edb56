using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>
/// The neuralized log ratio of two Gaussian kernel density estimates, with the midpoint rule. As for the two-class SVM of Bley et al. 2025,
/// arXiv:2508.03913, with coefficients 1 / N; that it is the same is derived here.
/// </summary>
public sealed class DensityRatioHead : KernelRatioHead
{
    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be.</exception>
    public DensityRatioHead(WeightReader reader, string layer, int features)
        : this(
            layer,
            features,
            new HeadParameters(reader, layer).Matrix("numerator", features, out int above),
            above,
            new HeadParameters(reader, layer).Matrix("denominator", features, out int below),
            below,
            new HeadParameters(reader, layer).Positive("gamma"))
    {
    }

    private DensityRatioHead(string layer, int features, double[] numerator, int above, double[] denominator, int below, double gamma)
        : base(
            layer,
            features,
            outputs: 1,
            new KernelUnits([.. numerator, .. denominator], features),
            gamma,
            [new KernelRatio(new KernelSum(0, above), new KernelSum(above, below))],
            midpoint: 1,
            hasConstants: false)
    {
    }
}
