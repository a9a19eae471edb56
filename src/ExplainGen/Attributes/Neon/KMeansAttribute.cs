namespace ExplainGen;

/// <summary>
/// k-means, and how clearly an input belongs to each cluster: <c>f_c = min over k other than c of |x - mu_k|^2 - |x - mu_c|^2</c>, rewritten
/// as linear units that compare c with each competitor, and a minimum over them. It is positive for the cluster that the input belongs to.
/// </summary>
/// <remarks>
/// Kauffmann et al., TNNLS 2024 (arXiv:1906.07633): the pooling shares relevance among competitors by softmin with the stiffness beta, the
/// linear units among features by the midpoint rule. Where the score is positive, relevance sums up to it exactly. Elsewhere
/// units may be near zero: there the form <c>R_i = sum_k q_k (x_i - m_i) w_ki</c> is used, which does not divide; what it leaves of the
/// score stands in the ledger as the bias's. Weights: <c>centroids</c> (clusters x features), <c>beta</c>.
/// </remarks>
public sealed class KMeansAttribute : NeonAttribute
{
    /// <summary>How many clusters there are, at least 2.</summary>
    public int Clusters { get; set; }

    /// <summary>
    /// Whether scores are log odds of the soft assignment <c>softmax(-beta |x - mu|^2)</c>, divided by beta, rather than the difference to the
    /// nearest competitor; false by default.
    /// </summary>
    public bool Soft { get; set; }
}
