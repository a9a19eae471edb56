namespace ExplainGen;

/// <summary>What a one-class SVM is asked of an input.</summary>
public enum OneClassScore
{
    /// <summary>How far out it lies (Kauffmann, Müller, Montavon 2020, arXiv:1805.06230).</summary>
    Outlier,

    /// <summary>
    /// How far inside it lies against a budget c: <c>i = c - o = log sum_j a_j exp(s_j)</c> of the similarities <c>s_j = c + log k_j</c>,
    /// with the tensor <c>budget</c>. Similarity has no root at a support vector, where it is largest: relevance comes isotropically from
    /// the sphere <c>s_j = 0</c>, <c>R_i = sum_j p_j min(1, i / s_j) ( c / D + (x_i - u_ij)^2 / d_j^2 log k_j )</c> of D features, and
    /// where i is not positive without the quotient. What this leaves of i stands in the ledger as the bias's. A derivation of this
    /// project.
    /// </summary>
    InlierBudget,

    /// <summary>
    /// How much more it belongs here than to an explicit alternative, with the tensors <c>contrast_vectors</c> (vectors x features) and
    /// <c>contrast_coefficients</c>: the log ratio of both kernel sums, each normalized, explained as by <see
    /// cref="DensityRatioAttribute"/>. With the Gaussian kernel. A derivation of this project.
    /// </summary>
    InlierContrast,
}
