namespace ExplainGen;

/// <summary>
/// A one-class support vector machine, and how far out an input lies: <c>o = -log sum_j alpha_j k(x, u_j)</c>, rewritten as distances to the
/// support vectors and a soft-min over them. The coefficients alpha are normalized to sum up to 1, so that o is never negative.
/// </summary>
/// <remarks>
/// Kauffmann, Müller, Montavon: "Towards explaining anomalies: a deep Taylor decomposition of one-class models", Pattern Recognition 101,
/// 2020 (arXiv:1805.06230). Relevance is never negative and sums up to at most o: what log alpha explains stands in the ledger as the bias's.
/// The Student kernel's score, the power mean of effective distances minus 1, is derived here and not from the paper. On a map C x H x W every
/// position, or <see cref="Patch"/> of them, is scored by itself, and the scores are added up; a threshold there is none. Weights: <c>support_vectors</c> (vectors x
/// features), <c>coefficients</c>, <c>gamma</c>, <c>rho</c>, and what <see cref="Score"/> needs besides.
/// </remarks>
public sealed class OneClassSvmAttribute : NeonAttribute
{
    /// <summary>The kernel; Gaussian by default.</summary>
    public Kernel Kernel { get; set; }

    /// <summary>What is asked: how far out an input lies (the default), or how far inside.</summary>
    public OneClassScore Score { get; set; }

    /// <summary>The exponent b of <see cref="Kernel.Student"/>, above 0; 1 by default.</summary>
    public double Degree { get; set; } = 1;

    /// <summary>
    /// On a map: positions along each axis that are scored at once, 1 by default. The features of a patch are those of a picture of its size,
    /// channels first.
    /// </summary>
    public int Patch { get; set; } = 1;

    /// <summary>On a map: positions from a patch to the next, 1 by default.</summary>
    public int Stride { get; set; } = 1;
}
