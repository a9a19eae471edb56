using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>
/// A linear model: a linear SVM, or logistic or softmax regression. Scores are w_k^T x + b_k, explained against a reference input.
/// </summary>
public sealed record LinearModelParameters : NeonParameters
{
    /// <summary>Checks and holds the parameters.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="weight">One row an output, [K, F]; K = 1 for two classes with one score.</param>
    /// <param name="bias">One number an output, [K].</param>
    /// <param name="reference">
    /// The input that explanations compare with, [F]: the mean of the data is a good one; null is the zero vector.
    /// </param>
    /// <exception cref="ArgumentException">A size does not fit, or a number is not finite.</exception>
    public LinearModelParameters(int features, double[] weight, double[] bias, double[]? reference = null)
        : base(features)
    {
        Outputs = ParameterCheck.Rows(weight, features);
        ParameterCheck.Length(bias, Outputs, "one an output");
        reference ??= new double[features];
        ParameterCheck.Length(reference, features, "one a feature");
        Weight = weight;
        Bias = bias;
        Reference = reference;
    }

    /// <summary>K, at least 1.</summary>
    public int Outputs { get; }

    /// <summary>One row an output, [K, F].</summary>
    public double[] Weight { get; }

    /// <summary>One number an output, [K].</summary>
    public double[] Bias { get; }

    /// <summary>The input that explanations compare with, [F].</summary>
    public double[] Reference { get; }

    private protected override IEnumerable<NamedTensor> TensorsOf(string layer) =>
    [
        Rows(layer, "weight", Weight),
        Tensor(layer, "bias", Bias, Outputs),
        Tensor(layer, "reference", Reference, Features),
    ];
}
