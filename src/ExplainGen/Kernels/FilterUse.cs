namespace ExplainGen.Kernels;

/// <summary>In which directions packed weights are read.</summary>
[Flags]
public enum FilterUse
{
    /// <summary>By <see cref="ILinearMap.Forward"/> and <see cref="ILinearMap.Quotient"/>.</summary>
    Forward = 1,

    /// <summary>By <see cref="ILinearMap.Redistribute"/>.</summary>
    Adjoint = 2,

    /// <summary>By all three.</summary>
    Both = Forward | Adjoint,
}
