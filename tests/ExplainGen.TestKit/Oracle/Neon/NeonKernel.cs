namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>The kernels of one-class models, as functions of the Euclidean distance d.</summary>
public enum NeonKernel
{
    /// <summary><c>exp(-gamma d^2)</c>.</summary>
    Gaussian,

    /// <summary><c>exp(-gamma d)</c>.</summary>
    Laplace,

    /// <summary><c>1 / (1 + gamma d^2)</c>.</summary>
    Student,
}
