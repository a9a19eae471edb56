namespace ExplainGen;

/// <summary>
/// Kernel k-means with the Gaussian kernel, and how clearly an input belongs to each cluster: <c>f_c = min over k other than c of D_k -
/// D_c</c>, where <c>D_k = -1/gamma log( mean_j exp(-gamma |x - u_j|^2) )</c> over the members of cluster k. Rewritten as linear units of
/// pairs of points, a soft maximum, a soft minimum, and a minimum over competitors. It is positive for the cluster that the input belongs
/// to.
/// </summary>
/// <remarks>
/// Network and poolings: Kauffmann et al., TNNLS 2024 (arXiv:1906.07633). Within the inner poolings units may have either sign and be
/// near zero, so that relevance is not divided by them; this form, <c>R = sum_k q_k f / h_k ( sum_j p_j (x - u_j)^2 - sum_i p_i (x -
/// u_i)^2 )</c>, is a derivation of this project. What it leaves of the score, the entropies of the inner poolings, stands in the ledger
/// as the bias's; so does, at a score that is not positive, what it is below the mean of its units. Weights: <c>points</c> (points x
/// features), <c>labels</c> (the cluster of each point, from 0), <c>gamma</c>, <c>beta</c> (the stiffness among competitors).
/// </remarks>
public sealed class KernelKMeansAttribute : NeonAttribute
{
    /// <summary>How many clusters there are, at least 2.</summary>
    public int Clusters { get; set; }
}
