namespace ExplainGen.Kernels;

/// <summary>The exponent <c>e = -log k</c> of a kernel of distances.</summary>
/// <param name="Kernel">Gaussian, Laplace or Student.</param>
/// <param name="Gamma">Its scale, above 0.</param>
/// <param name="Degree">The exponent b of the Student kernel.</param>
internal readonly record struct KernelExponent(Kernel Kernel, double Gamma, double Degree = 1)
{
    /// <summary>e, of the squared distance.</summary>
    /// <param name="square">The squared distance d^2.</param>
    internal double Of(double square) => Kernel switch
    {
        Kernel.Laplace => Gamma * Math.Sqrt(square),
        Kernel.Student => Degree * Exponentials.Log1Plus(Gamma * square),
        _ => Gamma * square,
    };

    /// <summary><c>(de/dd) / d</c>: e has the gradient <c>slope (x - u)</c>. Where the Laplace kernel has a tip, it is 0.</summary>
    /// <param name="square">The squared distance d^2.</param>
    internal double Slope(double square) => Kernel switch
    {
        Kernel.Laplace => square == 0 ? 0 : Gamma / Math.Sqrt(square),
        Kernel.Student => 2 * Degree * Gamma / (1 + (Gamma * square)),
        _ => 2 * Gamma,
    };
}
