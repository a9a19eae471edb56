namespace ExplainGen;

/// <summary>How the linear units of a kernel classifier share relevance among features (Bley et al., arXiv:2508.03913).</summary>
public enum SvmRule
{
    /// <summary>
    /// <c>(1 - eta) GradientTimesInput + eta Midpoint</c>, with <c>eta = 0.4 lg gamma + 0.4</c>, 0 for lg gamma below -0.5 and 1 above
    /// 1.5, as published (it jumps by 0.2 at -0.5). Gamma is that of data whose median squared distance is 1: here it is multiplied by
    /// the median squared distance between the support vectors (of more than 256, between 256 of them), which are all of the data that
    /// the weights have.
    /// </summary>
    Hybrid,

    /// <summary>
    /// <c>R_i = gamma ( sum_j p_j (x_i - v_ij)^2 - sum_n p_n (x_i - u_in)^2 )</c>: from the middle between two support vectors. It does not
    /// depend on where the origin is.
    /// </summary>
    Midpoint,

    /// <summary><c>R_i = 2 gamma x_i ( sum_n p_n u_in - sum_j p_j v_ij )</c>: from the origin.</summary>
    GradientTimesInput,
}
