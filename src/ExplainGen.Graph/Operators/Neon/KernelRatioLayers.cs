namespace ExplainGen.Graph;

/// <summary>The layers of a log ratio of two kernel sums, in words and formulas.</summary>
internal static class KernelRatioLayers
{
    /// <summary>How points share among features by the midpoint rule.</summary>
    public const string MidpointRule =
        "R_i = gamma ( sum_j p_j (x_i - v_ji)^2 - sum_n p_n (x_i - u_ni)^2 ) R / g, which is the midpoint rule of all pairs; "
        + "the rest is the bias's";

    /// <summary>Of one ratio with the midpoint rule.</summary>
    /// <param name="above">The points that it grows near to: <c>u_n of ...</c>.</param>
    /// <param name="below">The points that it falls near to: <c>v_j of ...</c>.</param>
    /// <param name="coefficients">What h has of the coefficients, if there are any.</param>
    public static IReadOnlyList<NeonLayer> Midpoint(string above, string below, string coefficients) =>
        [Detection(above, below, coefficients, MidpointRule), .. Pooling];

    /// <summary>The linear units.</summary>
    /// <param name="above">The points that the ratio grows near to.</param>
    /// <param name="below">The points that it falls near to.</param>
    /// <param name="coefficients">What h has of the coefficients, if there are any.</param>
    /// <param name="backward">How they hand relevance on.</param>
    public static NeonLayer Detection(string above, string below, string coefficients, string backward) => new(
        NeonStage.Detection, "linear detection", $"h_nj = 2 (u_n - v_j) x + |v_j|^2 - |u_n|^2{coefficients}, {above}, {below}", backward);

    /// <summary>The poolings of a ratio.</summary>
    public static IReadOnlyList<NeonLayer> Pooling =>
    [
        new(NeonStage.Pooling, "soft-max pooling", "h_j = 1/gamma log sum_n exp(gamma h_nj)",
            "p_n = softmin(gamma d_n^2 - log a_n), of every j"),
        new(NeonStage.Pooling, "soft-min pooling", "g = -log sum_j exp(-gamma h_j)",
            "p_j = softmin(gamma d_j^2 - log a_j)"),
    ];
}
