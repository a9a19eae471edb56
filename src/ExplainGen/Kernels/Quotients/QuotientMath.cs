using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The quotient s = scale · R / st(z) on runs of floats, and the account of what it takes from the relevance; the one place
/// these formulas stand.
/// </summary>
internal static unsafe class QuotientMath
{
    /// <summary>st(z) for one vector of denominators, with ε already resolved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Stabilize(Vector512<float> z, Vector512<float> epsilon, StabilizerMode mode)
    {
        // z < 0 rather than the sign bit: the sign of -0 is +1 here.
        Vector512<float> negative = Vector512.LessThan(z, Vector512<float>.Zero);
        if (mode == StabilizerMode.Add)
            return z + Vector512.ConditionalSelect(negative, -epsilon, epsilon);
        Vector512<float> size = Vector512.Max(Vector512.Abs(z), epsilon);
        return Vector512.ConditionalSelect(negative, -size, size);
    }

    /// <summary>st(z) for one denominator, with ε already resolved.</summary>
    internal static float Stabilize(float z, Stabilizer stabilizer)
    {
        float size = stabilizer.Mode == StabilizerMode.Add ? Math.Abs(z) + stabilizer.Epsilon : Math.Max(Math.Abs(z), stabilizer.Epsilon);
        return z < 0 ? -size : size;
    }

    /// <summary>scale · R / denominator, and zero where the denominator is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Divide(Vector512<float> relevance, Vector512<float> scale, Vector512<float> denominator)
    {
        Vector512<float> zero = Vector512.Equals(denominator, Vector512<float>.Zero);
        return Vector512.AndNot(relevance * scale / denominator, zero);
    }

    /// <summary>The quotient of a run of vectors.</summary>
    /// <param name="z">The denominators before stabilization.</param>
    /// <param name="relevance">R.</param>
    /// <param name="s">The result; may be the same memory as either input.</param>
    /// <param name="count">Number of floats, a multiple of 16.</param>
    /// <param name="stabilizer">st, resolved (see <see cref="Resolve"/>).</param>
    /// <param name="scale">The factor on R.</param>
    internal static void Divide(float* z, float* relevance, float* s, int count, Stabilizer stabilizer, float scale)
    {
        Vector512<float> epsilon = Vector512.Create(stabilizer.Epsilon);
        Vector512<float> factor = Vector512.Create(scale);
        for (int i = 0; i < count; i += TensorLayout.Lanes)
        {
            Vector512<float> denominator = Stabilize(Vector512.Load(z + i), epsilon, stabilizer.Mode);
            Divide(Vector512.Load(relevance + i), factor, denominator).Store(s + i);
        }
    }

    /// <summary>The quotient of a run of pixels whose denominators are sum + bias + addend.</summary>
    /// <param name="sums">The sums, 16 lanes a pixel.</param>
    /// <param name="bias">The bias of the lanes.</param>
    /// <param name="addend">What to add to each pixel, or null.</param>
    /// <param name="relevance">R.</param>
    /// <param name="s">The result; may be the same memory as any input.</param>
    /// <param name="count">Number of floats, a multiple of 16.</param>
    /// <param name="stabilizer">st, resolved (see <see cref="Resolve"/>).</param>
    /// <param name="scale">The factor on R.</param>
    internal static void Divide(
        float* sums, Vector512<float> bias, float* addend, float* relevance, float* s, int count, Stabilizer stabilizer, float scale)
    {
        Vector512<float> epsilon = Vector512.Create(stabilizer.Epsilon);
        Vector512<float> factor = Vector512.Create(scale);
        for (nint i = 0; i < count; i += TensorLayout.Lanes)
        {
            Vector512<float> z = Vector512.Load(sums + i) + bias;
            if (addend != null)
                z += Vector512.Load(addend + i);
            Divide(Vector512.Load(relevance + i), factor, Stabilize(z, epsilon, stabilizer.Mode)).Store(s + i);
        }
    }

    /// <summary>The same quotient, bit for bit, with what it takes added to <paramref name="loss"/>.</summary>
    /// <param name="z">The denominators before stabilization.</param>
    /// <param name="relevance">R.</param>
    /// <param name="s">The result; may be the same memory as either input.</param>
    /// <param name="count">Number of floats, a multiple of 16: pixels of one channel block.</param>
    /// <param name="stabilizer">st, resolved (see <see cref="Resolve"/>).</param>
    /// <param name="scale">The factor on R.</param>
    /// <param name="bias">The 16 bias values of the block contained in z, or null.</param>
    /// <param name="lanes">Number of lanes of the block that hold channels.</param>
    /// <param name="loss">The account.</param>
    internal static void Divide(
        float* z, float* relevance, float* s, int count, Stabilizer stabilizer, float scale, float* bias, int lanes,
        QuotientLoss loss)
    {
        Vector512<float> epsilon = Vector512.Create(stabilizer.Epsilon);
        Vector512<float> factor = Vector512.Create(scale);
        double byBias = 0, byStabilizer = 0, dropped = 0;
        for (int i = 0; i < count; i += TensorLayout.Lanes)
        {
            Vector512<float> value = Vector512.Load(z + i);
            Vector512<float> upper = Vector512.Load(relevance + i);
            Vector512<float> denominator = Stabilize(value, epsilon, stabilizer.Mode);
            Vector512<float> quotient = Divide(upper, factor, denominator);
            for (int lane = 0; lane < lanes; lane++)
            {
                float share = quotient[lane];
                if (denominator[lane] == 0)
                    dropped += (double)upper[lane] * scale;
                else
                    byStabilizer += share * ((double)denominator[lane] - value[lane]);
                if (bias != null)
                    byBias += (double)share * bias[lane];
            }

            quotient.Store(s + i);
        }

        loss.Bias += byBias;
        loss.Stabilizer += byStabilizer;
        loss.Dropped += dropped;
    }

    /// <summary>The stabilizer with ε made absolute: an RMS-scaled one is multiplied by the root mean square of z.</summary>
    /// <param name="stabilizer">The stabilizer.</param>
    /// <param name="z">The denominators before stabilization; logical elements count, in a fixed order.</param>
    internal static Stabilizer Resolve(Stabilizer stabilizer, in Tensor z) => stabilizer.RmsScaled
        ? new Stabilizer((float)(stabilizer.Epsilon * RootMeanSquare(z)), stabilizer.Mode)
        : stabilizer;

    private static double RootMeanSquare(in Tensor z)
    {
        TensorLayout layout = z.Layout;
        double* lanes = stackalloc double[TensorLayout.Lanes];
        double sum = 0;
        for (int block = 0; block < layout.Blocks; block++)
        {
            Vector512<double> lower = default, upper = default;
            for (int row = block * layout.RowsPerBlock; row < (block + 1) * layout.RowsPerBlock; row++)
            {
                float* p = z.Row(row);
                for (int i = 0; i < layout.RowLength; i += TensorLayout.Lanes)
                {
                    (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Vector512.Load(p + i));
                    lower += low * low;
                    upper += high * high;
                }
            }

            lower.Store(lanes);
            upper.Store(lanes + Vector512<double>.Count);
            for (int lane = 0; lane < layout.LanesOf(block); lane++)
                sum += lanes[lane];
        }

        return Math.Sqrt(sum / layout.Count);
    }
}
