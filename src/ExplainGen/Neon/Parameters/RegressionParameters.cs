using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>
/// The last layer of a regression, y_c = w_c^T a + b_c over activations a that are never negative, explained against a reference value of
/// the output.
/// </summary>
public sealed record RegressionParameters : NeonParameters
{
    /// <summary>Checks and holds the parameters.</summary>
    /// <param name="features">F, the number of activations.</param>
    /// <param name="weight">One row an output, [O, F].</param>
    /// <param name="bias">One number an output, [O]; null where the layer has none.</param>
    /// <exception cref="ArgumentException">A size does not fit, or a number is not finite.</exception>
    public RegressionParameters(int features, double[] weight, double[]? bias = null)
        : base(features)
    {
        Outputs = ParameterCheck.Rows(weight, features);
        if (bias is not null)
            ParameterCheck.Length(bias, Outputs, "one an output");
        Weight = weight;
        Bias = bias;
    }

    /// <summary>O, at least 1.</summary>
    public int Outputs { get; }

    /// <summary>One row an output, [O, F].</summary>
    public double[] Weight { get; }

    /// <summary>One number an output, [O]; null where the layer has none.</summary>
    public double[]? Bias { get; }

    private protected override IEnumerable<NamedTensor> TensorsOf(string layer) => Bias is null
        ? [Rows(layer, "weight", Weight)]
        : [Rows(layer, "weight", Weight), Tensor(layer, "bias", Bias, Outputs)];
}
