using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>
/// The neuralized kernel density estimate: squared distances to points, and their soft minimum
/// <c>o = -1/gamma log( 1/N sum_j exp(-gamma d_j^2) )</c>. Its relevance is that of Kauffmann et al.'s D2Neighbors, 2025.
/// </summary>
public sealed class KdeHead : KernelScoreHead
{
    private readonly double _gamma;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be.</exception>
    public KdeHead(WeightReader reader, string layer, int features)
        : this(layer, features, new HeadParameters(reader, layer).Matrix("points", features, out int count), count,
            new HeadParameters(reader, layer).Positive("gamma"))
    {
    }

    private KdeHead(string layer, int features, double[] points, int count, double gamma)
        : base(layer, features, new KernelUnits(points, features), new KernelSum(0, count), new KernelExponent(Kernel.Gaussian, gamma))
    {
        _gamma = gamma;
    }

    private protected override double SlopeOf(double softMin) => 1 / _gamma;

    private protected override double ScoreOf(double softMin) => softMin / _gamma;

    private protected override void Weigh(double relevance, View view, QuotientLoss? loss)
    {
        double dropped = 0;
        for (int j = 0; j < view.Shares.Length; j++)
        {
            // A point on the input has no direction to share by.
            double unit = relevance * view.Shares[j];
            if (view.Squares[j] > 0)
                view.Weights[j] = unit / view.Squares[j];
            else
                dropped += unit;
        }

        if (loss is not null)
            loss.Dropped += dropped;
    }
}
