using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>
/// A one-class SVM: sum_j a_j k(x, u_j) - rho, negative for outliers (Schölkopf et al., Estimating the support of a high-dimensional
/// distribution, Neural Computation 13, 2001).
/// </summary>
public sealed record OneClassSvmParameters : NeonParameters
{
    /// <summary>Checks and holds the parameters.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="supportVectors">The support vectors u, [S, F].</param>
    /// <param name="coefficients">The dual coefficients a, [S], above 0, of any sum.</param>
    /// <param name="gamma">The kernel's scale, above 0: exp(-gamma d^2) for the Gaussian kernel.</param>
    /// <param name="rho">The offset of the decision function.</param>
    /// <param name="contrastVectors">For inliers against an alternative: the support vectors of the alternative, [V, F].</param>
    /// <param name="contrastCoefficients">Their coefficients, [V], above 0; given exactly when the vectors are.</param>
    /// <param name="budget">
    /// For inliers against a budget: the outlier score c that an inlier stays below, in units of -log k; -log(rho / sum a) is the boundary.
    /// </param>
    /// <exception cref="ArgumentException">A size does not fit, a number is not finite, or one is not above 0 that must be.</exception>
    public OneClassSvmParameters(
        int features,
        double[] supportVectors,
        double[] coefficients,
        double gamma,
        double rho,
        double[]? contrastVectors = null,
        double[]? contrastCoefficients = null,
        double? budget = null)
        : base(features)
    {
        ParameterCheck.Length(coefficients, ParameterCheck.Rows(supportVectors, features), "one a support vector");
        ParameterCheck.AllPositive(coefficients);
        ParameterCheck.Positive(gamma);
        ParameterCheck.Finite(rho);
        if (budget is { } c)
            ParameterCheck.Finite(c, nameof(budget));
        if (contrastVectors is not null)
        {
            int vectors = ParameterCheck.Rows(contrastVectors, features);
            ParameterCheck.Length(contrastCoefficients!, vectors, "one a contrast vector");
            ParameterCheck.AllPositive(contrastCoefficients!, nameof(contrastCoefficients));
        }
        else if (contrastCoefficients is not null)
        {
            throw ParameterCheck.Error(
                $"{nameof(contrastCoefficients)} has {contrastCoefficients.Length} numbers; expected none without contrast vectors.",
                nameof(contrastCoefficients));
        }

        SupportVectors = supportVectors;
        Coefficients = coefficients;
        Gamma = gamma;
        Rho = rho;
        ContrastVectors = contrastVectors;
        ContrastCoefficients = contrastCoefficients;
        Budget = budget;
    }

    /// <summary>The support vectors, [S, F].</summary>
    public double[] SupportVectors { get; }

    /// <summary>The dual coefficients, [S], above 0.</summary>
    public double[] Coefficients { get; }

    /// <summary>The kernel's scale, above 0.</summary>
    public double Gamma { get; }

    /// <summary>The offset of the decision function.</summary>
    public double Rho { get; }

    /// <summary>The support vectors of the alternative, [V, F]; null when there is none.</summary>
    public double[]? ContrastVectors { get; }

    /// <summary>The coefficients of the alternative, [V]; null when there is none.</summary>
    public double[]? ContrastCoefficients { get; }

    /// <summary>The outlier score that an inlier stays below; null when there is none.</summary>
    public double? Budget { get; }

    private protected override IEnumerable<NamedTensor> TensorsOf(string layer)
    {
        NamedTensor[] own =
        [
            Rows(layer, "support_vectors", SupportVectors),
            Tensor(layer, "coefficients", Coefficients, Coefficients.Length),
            Scalar(layer, "gamma", Gamma),
            Scalar(layer, "rho", Rho),
        ];
        if (Budget is { } budget)
            own = [.. own, Scalar(layer, "budget", budget)];
        if (ContrastVectors is null || ContrastCoefficients is null)
            return own;
        return
        [
            .. own,
            Rows(layer, "contrast_vectors", ContrastVectors),
            Tensor(layer, "contrast_coefficients", ContrastCoefficients, ContrastCoefficients.Length),
        ];
    }
}
