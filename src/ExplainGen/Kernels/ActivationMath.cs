using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>The nonlinearities on runs of floats; the one place their forward formulas stand.</summary>
internal static unsafe class ActivationMath
{
    /// <summary>Applies <paramref name="a"/> in place.</summary>
    /// <param name="a">The nonlinearity.</param>
    /// <param name="values">The values.</param>
    /// <param name="count">How many; a multiple of 16.</param>
    internal static void Apply(Activation a, float* values, int count)
    {
        switch (a.Kind)
        {
            case ActivationKind.Identity:
                return;
            case ActivationKind.Relu:
                for (int i = 0; i < count; i += TensorLayout.Lanes)
                    Vector512.Max(Vector512.Load(values + i), Vector512<float>.Zero).Store(values + i);
                return;
            default:
                throw new NotSupportedException($"There is no kernel for {a.Kind}.");
        }
    }
}
