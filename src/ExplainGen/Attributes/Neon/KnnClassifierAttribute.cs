namespace ExplainGen;

/// <summary>
/// The majority among the k nearest neighbours, k odd. With <c>kappa = (k + 1) / 2</c> class c has more than half of the votes where the
/// kappa-th nearest of its points is nearer than the kappa-th nearest of all others: <c>g_c = d^2(kappa-th of the others) - d^2(kappa-th
/// of c)</c>.
/// </summary>
/// <remarks>
/// Bley, Kauffmann, Krug, Müller, Montavon (arXiv:2508.03913). Two classes have one score, positive for class 1; more have one each,
/// class against the rest: all of them are negative where no class has more than half of the votes. Where the two distances are equal the
/// score is 0, whatever the vote. The points of rank kappa (and of <see cref="Window"/> ranks at either side) share relevance equally. Of
/// features there are the midpoint rule, <c>mean (x_i - v_i)^2 - mean (x_i - u_i)^2</c> with the points u of the class and v of the
/// others, which sums up to the score exactly, and gradient times input, <c>2 x_i (mean u_i - mean v_i)</c>, whose rest stands in the
/// ledger as the bias's; <see cref="Eta"/> mixes them. Of equal distances the first point is the nearer one. Weights: <c>points</c>
/// (points x features), <c>labels</c> (points; whole numbers from 0).
/// </remarks>
public sealed class KnnClassifierAttribute : NeonAttribute
{
    /// <summary>k, an odd number.</summary>
    public int Neighbors { get; set; }

    /// <summary>How many classes there are; 2 by default.</summary>
    public int Classes { get; set; } = 2;

    /// <summary>
    /// The share of the midpoint rule, from 0 (gradient times input alone) to 1 (midpoint rule alone); 0.8, the paper's, by default.
    /// </summary>
    public double Eta { get; set; } = 0.8;

    /// <summary>
    /// How many ranks below and above kappa are averaged with it, at most (k - 1) / 2; 0 by default: then the sign of a score is exactly
    /// that of the vote. With more the score is smoother and its sign need not be; the authors' code has (k - 1) / 2.
    /// </summary>
    public int Window { get; set; }
}
