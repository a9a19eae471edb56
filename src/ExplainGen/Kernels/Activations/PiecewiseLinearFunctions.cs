using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>The activation functions that need no more than comparisons and products.</summary>
internal static class PiecewiseLinearFunctions
{
    /// <summary>x.</summary>
    public readonly struct Identity : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x) => x;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x) => V.One;
    }

    /// <summary>max(x, 0).</summary>
    public readonly struct Relu : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x) => Vector512.AndNot(x, Vector512.LessThan(x, V.Zero));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x) => Vector512.GreaterThan(x, V.Zero) & V.One;
    }

    /// <summary>x above 0, slope · x elsewhere.</summary>
    public readonly struct LeakyRelu(V slope) : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x) => Vector512.ConditionalSelect(Vector512.GreaterThan(x, V.Zero), x, x * slope);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x) => Vector512.ConditionalSelect(Vector512.GreaterThan(x, V.Zero), V.One, slope);
    }

    /// <summary>x cut to [low, high].</summary>
    public readonly struct Clamp(float low, float high) : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x)
        {
            var raised = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(low)), Vector512.Create(low), x);
            return Vector512.ConditionalSelect(Vector512.GreaterThan(raised, Vector512.Create(high)), Vector512.Create(high), raised);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x)
            => Vector512.GreaterThan(x, Vector512.Create(low)) & Vector512.LessThan(x, Vector512.Create(high)) & V.One;
    }

    /// <summary>(x + 3) / 6 cut to [0, 1].</summary>
    public readonly struct HardSigmoid : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x) => new Clamp(0f, 6f).Value(x + Vector512.Create(3f)) / Vector512.Create(6f);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x) => new Clamp(-3f, 3f).Derivative(x) / Vector512.Create(6f);
    }

    /// <summary>x · hardsigmoid(x).</summary>
    public readonly struct HardSwish : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x) => x * new Clamp(0f, 6f).Value(x + Vector512.Create(3f)) / Vector512.Create(6f);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x)
        {
            var inner = x / Vector512.Create(3f) + Vector512.Create(0.5f);
            var upper = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(3f)), inner, V.One);
            return Vector512.AndNot(upper, Vector512.LessThanOrEqual(x, Vector512.Create(-3f)));
        }
    }

    /// <summary>x moved toward 0 by lambda, and 0 within.</summary>
    public readonly struct SoftShrink(float lambda) : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x)
        {
            // x · 0 rather than 0, so that NaN goes through.
            var lower = Vector512.ConditionalSelect(
                Vector512.LessThan(x, Vector512.Create(-lambda)), x + Vector512.Create(lambda), x * V.Zero);
            return Vector512.ConditionalSelect(
                Vector512.GreaterThan(x, Vector512.Create(lambda)), x - Vector512.Create(lambda), lower);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x) => new HardShrink(lambda).Derivative(x);
    }

    /// <summary>x outside [-lambda, lambda], 0 within.</summary>
    public readonly struct HardShrink(float lambda) : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x) => Vector512.AndNot(x, IsWithin(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x) => Vector512.AndNot(V.One, IsWithin(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private V IsWithin(V x)
            => Vector512.GreaterThanOrEqual(x, Vector512.Create(-lambda)) & Vector512.LessThanOrEqual(x, Vector512.Create(lambda));
    }

    /// <summary>x above the threshold, a constant elsewhere.</summary>
    public readonly struct Threshold(float threshold, float value) : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x)
            => Vector512.ConditionalSelect(Vector512.LessThanOrEqual(x, Vector512.Create(threshold)), Vector512.Create(value), x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x) => Vector512.GreaterThan(x, Vector512.Create(threshold)) & V.One;
    }
}
