using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>The activation functions made of exponentials, each with its derivative in closed form.</summary>
internal static class SmoothFunctions
{
    /// <summary>
    /// positive · x above 0, negative · (e^(inner x) - 1) elsewhere: ELU (1, α, 1), SELU (λ, λα, 1) and CELU (1, α, 1/α).
    /// </summary>
    public readonly struct ExponentialLinear(float positive, float negative, float inner) : IActivationFunction
    {
        /// <summary>α of SELU (Klambauer et al., 2017).</summary>
        public const float SeluAlpha = 1.6732632423543772f;

        /// <summary>λ of SELU (Klambauer et al., 2017).</summary>
        public const float SeluScale = 1.0507009873554805f;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x) => Vector512.ConditionalSelect(
            Vector512.GreaterThan(x, V.Zero),
            x * Vector512.Create(positive),
            Transcendental.Expm1(x * Vector512.Create(inner)) * Vector512.Create(negative));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x) => Vector512.ConditionalSelect(
            Vector512.GreaterThan(x, V.Zero),
            Vector512.Create(positive),
            Transcendental.Exp(x * Vector512.Create(inner)) * Vector512.Create(negative * inner));
    }

    /// <summary>x Φ(x), Φ the standard normal distribution (Hendrycks and Gimpel, 2016).</summary>
    public readonly struct Gelu : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x) => x * Transcendental.NormalDistribution(x, out _);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x)
        {
            var distribution = Transcendental.NormalDistribution(x, out var density);
            return Vector512.MultiplyAddEstimate(x, density, distribution);
        }
    }

    /// <summary>GELU with the tanh approximation: x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, which is x σ(2u).</summary>
    public readonly struct GeluTanh : IActivationFunction
    {
        private const float Linear = 1.5957691216f;
        private const float Cubic = 0.044715f;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x) => x * Transcendental.Sigmoid(Inner(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x)
        {
            // Beyond 12 the derivative is 0 or 1 to the last bit, while the cubic would overflow against a slope of 0.
            x = Vector512.MinNative(Vector512.Create(12f), Vector512.MaxNative(Vector512.Create(-12f), x));
            var sigmoid = Transcendental.Sigmoid(Inner(x), out var slope);
            var innerSlope = Vector512.MultiplyAddEstimate(x * x, Vector512.Create(3f * Cubic * Linear), Vector512.Create(Linear));
            return Vector512.MultiplyAddEstimate(x * slope, innerSlope, sigmoid);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Inner(V x)
            => x * Vector512.MultiplyAddEstimate(x * x, Vector512.Create(Cubic * Linear), Vector512.Create(Linear));
    }

    /// <summary>σ(x) = 1 / (1 + e^-x).</summary>
    public readonly struct Sigmoid : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x) => Transcendental.Sigmoid(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x)
        {
            _ = Transcendental.Sigmoid(x, out var slope);
            return slope;
        }
    }

    /// <summary>ln σ(x).</summary>
    public readonly struct LogSigmoid : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x) => -Transcendental.LogOnePlusExp(-x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x) => Transcendental.Sigmoid(-x);
    }

    /// <summary>x σ(x).</summary>
    public readonly struct Silu : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x) => x * Transcendental.Sigmoid(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x)
        {
            var sigmoid = Transcendental.Sigmoid(x, out var slope);
            return Vector512.MultiplyAddEstimate(x, slope, sigmoid);
        }
    }

    /// <summary>ln(1 + e^(βx)) / β, and x itself once βx exceeds the threshold.</summary>
    public readonly struct Softplus(float beta, float threshold) : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x)
        {
            var scaled = x * Vector512.Create(beta);
            return Vector512.ConditionalSelect(
                Vector512.GreaterThan(scaled, Vector512.Create(threshold)),
                x,
                Transcendental.LogOnePlusExp(scaled) / Vector512.Create(beta));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x)
        {
            var scaled = x * Vector512.Create(beta);
            return Vector512.ConditionalSelect(
                Vector512.GreaterThan(scaled, Vector512.Create(threshold)), V.One, Transcendental.Sigmoid(scaled));
        }
    }

    /// <summary>x / (1 + |x|).</summary>
    public readonly struct Softsign : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x) => x / (V.One + Vector512.Abs(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x)
        {
            var inverse = V.One / (V.One + Vector512.Abs(x));
            return inverse * inverse;
        }
    }

    /// <summary>tanh(x).</summary>
    public readonly struct Tanh : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x) => Transcendental.Tanh(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x)
        {
            // 1 - tanh² = 4 σ'(2x), without the cancellation in the tails.
            _ = Transcendental.Sigmoid(x + x, out var slope);
            return slope * Vector512.Create(4f);
        }
    }

    /// <summary>x - tanh(x).</summary>
    public readonly struct TanhShrink : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value(V x) => Transcendental.TanhShrink(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Derivative(V x)
        {
            var tanh = Transcendental.Tanh(x);
            return tanh * tanh;
        }
    }
}
