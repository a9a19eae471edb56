using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>The operators of the element-wise kernels.</summary>
internal static class PointwiseOperators
{
    /// <summary>a.</summary>
    public readonly struct Copy : IPointwiseOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke(V a, V b, V c) => a;
    }

    /// <summary>a⁺ = max(a, 0).</summary>
    public readonly struct PositivePart : IPointwiseOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke(V a, V b, V c) => Vector512.AndNot(a, Vector512.LessThan(a, V.Zero));
    }

    /// <summary>a⁻ = min(a, 0).</summary>
    public readonly struct NegativePart : IPointwiseOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke(V a, V b, V c) => Vector512.AndNot(a, Vector512.GreaterThan(a, V.Zero));
    }

    /// <summary>|a|.</summary>
    public readonly struct Absolute : IPointwiseOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke(V a, V b, V c) => Vector512.Abs(a);
    }

    /// <summary>a · b.</summary>
    public readonly struct Product : IPointwiseOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke(V a, V b, V c) => a * b;
    }

    /// <summary>a - b - c.</summary>
    public readonly struct Difference : IPointwiseOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke(V a, V b, V c) => a - b - c;
    }

    /// <summary>a above 0, b · a elsewhere: PReLU with slope b.</summary>
    public readonly struct LeakyRelu : IPointwiseOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke(V a, V b, V c) => new PiecewiseLinearFunctions.LeakyRelu(b).Value(a);
    }

    /// <summary>1 for a above 0, b elsewhere: the derivative of PReLU with slope b.</summary>
    public readonly struct LeakyReluDerivative : IPointwiseOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke(V a, V b, V c) => new PiecewiseLinearFunctions.LeakyRelu(b).Derivative(a);
    }

    /// <summary>a where both a and b are above 0, else 0.</summary>
    public readonly struct BothPositive : IPointwiseOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke(V a, V b, V c) => a & Vector512.GreaterThan(a, V.Zero) & Vector512.GreaterThan(b, V.Zero);
    }

    /// <summary>σ(beta · a).</summary>
    public readonly struct ScaledSigmoid(float beta) : IPointwiseOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke(V a, V b, V c) => Transcendental.Sigmoid(a * Vector512.Create(beta));
    }
}
