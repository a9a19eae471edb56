using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// An activation function on sixteen lanes. Values and derivatives are PyTorch's, kinks included, and finite for every
/// finite argument, so that a zero relevance stays zero whatever stands in a padding lane.
/// </summary>
internal interface IActivationFunction
{
    /// <summary>f(x).</summary>
    Vector512<float> Value(Vector512<float> x);

    /// <summary>f'(x); at a kink the one-sided limit PyTorch's backward takes.</summary>
    Vector512<float> Derivative(Vector512<float> x);
}
