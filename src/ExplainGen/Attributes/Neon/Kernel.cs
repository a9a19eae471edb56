namespace ExplainGen;

/// <summary>How alike two points are, by the distance d between them or by their product.</summary>
public enum Kernel
{
    /// <summary>exp(-gamma d^2), also called RBF.</summary>
    Gaussian,

    /// <summary>exp(-gamma d).</summary>
    Laplace,

    /// <summary>(1 + gamma d^2)^-b, with the degree b.</summary>
    Student,

    /// <summary>x u. Kernel models have no known neuralization with it: a linear model needs none.</summary>
    Linear,

    /// <summary>A power of gamma x u + r. It has no known neuralization.</summary>
    Polynomial,

    /// <summary>tanh(gamma x u + r). It has no known neuralization.</summary>
    Sigmoid,
}
