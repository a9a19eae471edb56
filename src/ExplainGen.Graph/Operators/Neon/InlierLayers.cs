namespace ExplainGen.Graph;

/// <summary>The layers of a one-class SVM that says how far inside an input lies, and the tensors that it needs for that.</summary>
internal static class InlierLayers
{
    /// <summary>Against a budget, or against an alternative.</summary>
    /// <param name="score">One of the inlier scores.</param>
    /// <param name="kernel">The kernel.</param>
    public static IReadOnlyList<NeonLayer> Of(OneClassScoreKind score, KernelKind kernel) => score == OneClassScoreKind.InlierContrast
        ? KernelRatioLayers.Midpoint(
            "u_n of the support vectors", "v_j of the contrast vectors", " + (log a_n - log a_j) / gamma, a in sum 1 on either side")
        :
        [
            new(NeonStage.Detection, "squared distance", "d_j^2 = |x - u_j|^2 to each support vector u_j",
                "R_i = sum_j p_j min(1, i / s_j) ( c / D - (x_i - u_ji)^2 / d_j^2 (c - s_j) ) R / i of D features, isotropic "
                + "from the sphere s_j = 0; the rest is the bias's"),
            new(NeonStage.Detection, "similarity", "s_j = c - " + kernel switch
            {
                KernelKind.Laplace => "gamma d_j",
                KernelKind.Student => "b log(1 + gamma d_j^2)",
                _ => "gamma d_j^2",
            } + " with the budget c", null),
            new(NeonStage.Pooling, "soft-max pooling", "i = log sum_j a_j exp(s_j), a in sum 1", "R_j = p_j R, p_j = a_j exp(s_j - i)"),
        ];

    /// <summary>The tensors of an inlier score besides those of the machine.</summary>
    /// <param name="score">The score.</param>
    /// <param name="features">Features of an input.</param>
    public static IEnumerable<WeightTensor> Weights(OneClassScoreKind score, int features) => score switch
    {
        OneClassScoreKind.InlierBudget => [new("budget", new Shape(1))],
        OneClassScoreKind.InlierContrast =>
        [
            new("contrast_vectors", new Shape(WeightTensor.Loaded, features)),
            new("contrast_coefficients", new Shape(WeightTensor.Loaded)),
        ],
        _ => [],
    };
}
