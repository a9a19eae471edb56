namespace ExplainGen;

/// <summary>
/// A classifier with the Gaussian kernel, and how clearly an input belongs to a class: the log ratio <c>g = log( sum+ / sum- )</c> of the
/// positive and the negative part of <c>sum_s a_s k(x, u_s) + b</c>, which has its sign, rewritten as linear units of pairs of support
/// vectors, a soft maximum and a soft minimum. A support vector machine, a least squares SVM (every point is a support vector,
/// coefficients of any sign), or any other model of this form, as kernel ridge regression on labels of -1 and 1.
/// </summary>
/// <remarks>
/// <para>
/// Bley, Kauffmann, Krug, Müller, Montavon 2025 (arXiv:2508.03913), in the units of g; the paper divides by gamma. A bias is a support
/// vector at no distance. Relevance does not sum up to g: logarithms of coefficients and the entropies of the poolings are attributed to
/// no feature, and stand in the ledger as the bias's.
/// </para>
/// <para>
/// Two classes have one score, positive for class 0. K classes, one against one, have a score each, a derivation of this project: <c>f_c
/// = min over k other than c of g_ck</c>, <c>g_kc = -g_ck</c>. It is positive for a class exactly when that wins against every other one,
/// and then the vote among pairs is for it, too. Where no class does, the largest score is that of the class whose worst comparison is
/// the least clear, which need not be the one with the most votes. The minimum shares by softmin(g), as that of k-means does.
/// </para>
/// <para>
/// Weights, in the layout of libsvm: <c>support_vectors</c> (vectors x features, class by class), <c>coefficients</c> (classes - 1 x
/// vectors, with sign), <c>gamma</c>, <c>bias</c> (one a pair; minus rho), <c>counts</c> (vectors of each class).
/// </para>
/// </remarks>
public sealed class RbfSvmAttribute : NeonAttribute
{
    /// <summary>How many classes there are, at least 2.</summary>
    public int Classes { get; set; }

    /// <summary>How support vectors share relevance among features; hybrid by default.</summary>
    public SvmRule Rule { get; set; }
}
