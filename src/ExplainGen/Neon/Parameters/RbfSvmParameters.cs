using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>
/// A kernel classifier with the Gaussian kernel exp(-gamma d^2), one class against one: a support vector machine, or a least squares
/// SVM, where every point is a support vector. The decision between classes i and j (i before j) is
/// sum over the support vectors u of both of a k(x, u), plus a bias, positive for class i.
/// </summary>
/// <remarks>
/// The layout of the coefficients is that of libsvm (Chang and Lin, LIBSVM: a library for support vector machines, ACM TIST 2, 2011):
/// support vectors are sorted by class, and column s of the [K - 1, S] matrix holds what vector s of class c counts against the other
/// classes in their order: row j - 1 against class j behind c, row j against class j before c.
/// </remarks>
public sealed record RbfSvmParameters : NeonParameters
{
    /// <summary>Checks and holds the parameters.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="supportVectors">The support vectors, [S, F], those of class 0 first.</param>
    /// <param name="coefficients">Signed dual coefficients, [K - 1, S].</param>
    /// <param name="gamma">The kernel's scale, above 0.</param>
    /// <param name="bias">
    /// Added to the decisions, one a pair of classes in the order (0, 1), (0, 2), ... (1, 2), ..., [K (K - 1) / 2]; minus what libsvm
    /// calls rho.
    /// </param>
    /// <param name="counts">How many support vectors each class has, [K], in sum S; at least two classes.</param>
    /// <exception cref="ArgumentException">A size does not fit, a number is not finite, or gamma is not above 0.</exception>
    public RbfSvmParameters(
        int features, double[] supportVectors, double[] coefficients, double gamma, double[] bias, int[] counts)
        : base(features)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ParameterCheck.Count(counts.Length, least: 2, nameof(counts));
        int vectors = ParameterCheck.Rows(supportVectors, features);
        int negative = Array.FindIndex(counts, count => count < 0);
        if (negative >= 0)
        {
            throw ParameterCheck.Error(
                $"{nameof(counts)} is {counts[negative]} for class {negative}; expected at least 0.", nameof(counts));
        }

        if (counts.Sum(count => (long)count) is long sum && sum != vectors)
            throw ParameterCheck.Error($"{nameof(counts)} add up to {sum}; expected the {vectors} support vectors.", nameof(counts));
        long classes = counts.Length;
        ParameterCheck.Length(coefficients, (classes - 1) * vectors, "(classes - 1) x support vectors");
        ParameterCheck.Length(bias, classes * (classes - 1) / 2, "one a pair of classes");
        ParameterCheck.Positive(gamma);
        SupportVectors = supportVectors;
        Coefficients = coefficients;
        Gamma = gamma;
        Bias = bias;
        Counts = counts;
    }

    /// <summary>K, at least 2.</summary>
    public int Classes => Counts.Length;

    /// <summary>The support vectors, [S, F], by class.</summary>
    public double[] SupportVectors { get; }

    /// <summary>The signed dual coefficients, [K - 1, S].</summary>
    public double[] Coefficients { get; }

    /// <summary>The kernel's scale, above 0.</summary>
    public double Gamma { get; }

    /// <summary>Added to the decisions, one a pair of classes.</summary>
    public double[] Bias { get; }

    /// <summary>How many support vectors each class has, [K].</summary>
    public int[] Counts { get; }

    private protected override IEnumerable<NamedTensor> TensorsOf(string layer) =>
    [
        Rows(layer, "support_vectors", SupportVectors),
        Tensor(layer, "coefficients", Coefficients, Classes - 1, SupportVectors.Length / Features),
        Scalar(layer, "gamma", Gamma),
        Tensor(layer, "bias", Bias, Bias.Length),
        Tensor(layer, "counts", Counts, Counts.Length),
    ];
}
