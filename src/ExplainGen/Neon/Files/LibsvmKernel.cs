namespace ExplainGen.Neon;

/// <summary>The kernel of a model of libsvm: the <c>kernel_type</c> of its file.</summary>
public enum LibsvmKernel
{
    /// <summary>u^T v (<c>linear</c>).</summary>
    Linear,

    /// <summary>exp(-gamma |u - v|^2) (<c>rbf</c>).</summary>
    Gaussian,
}
