using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>A principal component analysis; the score is the squared error of reconstructing an input from its components.</summary>
public sealed record PcaParameters : NeonParameters
{
    /// <summary>How far the components' inner products may be from those of an orthonormal basis: rounding in float32 and more.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Checks and holds the parameters.</summary>
    /// <param name="mean">The mean, [F]; at least one number.</param>
    /// <param name="components">The components, [C, F], C from 1 to F, orthonormal rows.</param>
    /// <exception cref="ArgumentException">A size does not fit, a number is not finite, or the rows are not orthonormal.</exception>
    public PcaParameters(double[] mean, double[] components)
        : base(ParameterCheck.Rows(mean, features: 1))
    {
        int count = ParameterCheck.Rows(components, Features);
        if (count > Features)
        {
            throw ParameterCheck.Error(
                $"{nameof(components)} has {count} rows; expected at most as many as features, {Features}.", nameof(components));
        }

        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double product = 0;
                for (int f = 0; f < Features; f++)
                    product += components[(i * Features) + f] * components[(j * Features) + f];
                int expected = i == j ? 1 : 0;
                if (!(Math.Abs(product - expected) <= Tolerance))
                {
                    throw ParameterCheck.Error(
                        $"{nameof(components)}: rows {i} and {j} have the product {product:R}; expected {expected}, orthonormal rows.",
                        nameof(components));
                }
            }
        }

        Mean = mean;
        Components = components;
    }

    /// <summary>The mean, [F].</summary>
    public double[] Mean { get; }

    /// <summary>The components, [C, F].</summary>
    public double[] Components { get; }

    private protected override IEnumerable<NamedTensor> TensorsOf(string layer) =>
        [Tensor(layer, "mean", Mean, Features), Rows(layer, "components", Components)];
}
