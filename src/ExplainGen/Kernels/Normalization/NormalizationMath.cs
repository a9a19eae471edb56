using System.Runtime.CompilerServices;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>
/// The formulas of normalizations on sixteen lanes. A mean is two floats, the second being what the first leaves of it: of a mean of 1000
/// single precision has four digits behind the point, which would all be seen in the deviations.
/// </summary>
internal static class NormalizationMath
{
    /// <summary>x - m.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Center(V x, V mean, V tail) => x - mean - tail;

    /// <summary>A mean as two floats.</summary>
    internal static (float Mean, float Tail) Split(double mean)
    {
        float head = (float)mean;
        return (head, (float)(mean - head));
    }

    /// <summary>1 / σ.</summary>
    internal static float Scale(double meanSquare, float epsilon) => (float)(1 / Math.Sqrt(meanSquare + epsilon));
}

/// <summary>Something that statistics add up, element by element.</summary>
internal interface IMoment
{
    /// <summary>The summands of sixteen lanes.</summary>
    /// <param name="x">The input.</param>
    /// <param name="s">What comes back from the output.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="tail">What the mean lacks.</param>
    static abstract V Of(V x, V s, V mean, V tail);
}

/// <summary>The moments that normalizations need.</summary>
internal static class Moments
{
    /// <summary>x.</summary>
    internal readonly struct Values : IMoment
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x, V s, V mean, V tail) => x;
    }

    /// <summary>(x - m)².</summary>
    internal readonly struct Squares : IMoment
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x, V s, V mean, V tail)
        {
            V deviation = NormalizationMath.Center(x, mean, tail);
            return deviation * deviation;
        }
    }

    /// <summary>s.</summary>
    internal readonly struct Returns : IMoment
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x, V s, V mean, V tail) => s;
    }

    /// <summary>s (x - m).</summary>
    internal readonly struct Slopes : IMoment
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x, V s, V mean, V tail) => s * NormalizationMath.Center(x, mean, tail);
    }
}
