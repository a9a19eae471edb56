using System.Runtime.Intrinsics;
using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

public class TranscendentalTests
{
    private const double UnitInTheLastPlace = 1.0 / (1 << 23);

    [Fact]
    public void Exp_is_within_an_ulp()
        => AssertRelative(Transcendental.Exp, Math.Exp, Sweep(-87f, 88.7f), 1.0);

    [Fact]
    public void Exp_runs_out_into_zero_and_infinity()
    {
        Assert.Equal(0f, At(Transcendental.Exp, -104.5f));
        Assert.Equal(0f, At(Transcendental.Exp, float.NegativeInfinity));
        Assert.Equal(float.PositiveInfinity, At(Transcendental.Exp, 88.8f));
        Assert.Equal(float.PositiveInfinity, At(Transcendental.Exp, float.MaxValue));
        Assert.Equal((float)Math.Exp(-100), At(Transcendental.Exp, -100f), 2 * float.Epsilon);
        Assert.Equal(1f, At(Transcendental.Exp, -0f));
    }

    [Fact]
    public void Expm1_is_within_two_ulps() => AssertRelative(Transcendental.Expm1, ScalarMath.Expm1, Sweep(-40f, 88.7f), 2.0);

    [Fact]
    public void Sigmoid_is_within_two_ulps()
        => AssertRelative(v => Transcendental.Sigmoid(v), x => 1 / (1 + Math.Exp(-x)), Sweep(-87f, 40f), 2.0);

    [Fact]
    public void Sigmoid_with_slope_is_within_three_ulps_and_so_is_the_slope()
    {
        AssertRelative(v => Transcendental.Sigmoid(v, out _), x => 1 / (1 + Math.Exp(-x)), Sweep(-87f, 40f), 3.0);
        AssertRelative(Slope, x => 1 / ((1 + Math.Exp(-x)) * (1 + Math.Exp(x))), Sweep(-87f, 87f), 3.0);

        static Vector512<float> Slope(Vector512<float> v)
        {
            _ = Transcendental.Sigmoid(v, out Vector512<float> slope);
            return slope;
        }
    }

    [Fact]
    public void LogOnePlusExp_is_within_two_ulps()
        => AssertRelative(
            Transcendental.LogOnePlusExp, x => Math.Max(x, 0) + ScalarMath.Log1p(Math.Exp(-Math.Abs(x))), Sweep(-87f, 200f), 2.0);

    [Fact]
    public void Tanh_is_within_two_ulps() => AssertRelative(Transcendental.Tanh, Math.Tanh, Sweep(-50f, 50f), 2.0);

    [Fact]
    public void TanhShrink_is_within_three_ulps()
        => AssertRelative(Transcendental.TanhShrink, ScalarMath.TanhShrink, Sweep(-50f, 50f), 3.0);

    [Fact]
    public void Normal_distribution_is_within_five_ulps_down_to_the_far_tail()
        => AssertRelative(v => Transcendental.NormalDistribution(v, out _), ScalarMath.NormalDistribution, Sweep(-12.9f, 20f), 5.0);

    [Fact]
    public void Normal_density_is_within_three_ulps()
    {
        AssertRelative(Density, ScalarMath.NormalDensity, Sweep(-12.9f, 12.9f), 3.0);

        static Vector512<float> Density(Vector512<float> v)
        {
            _ = Transcendental.NormalDistribution(v, out Vector512<float> density);
            return density;
        }
    }

    [Fact]
    public void NaN_goes_through()
    {
        Assert.True(float.IsNaN(At(Transcendental.Exp, float.NaN)));
        Assert.True(float.IsNaN(At(Transcendental.Expm1, float.NaN)));
        Assert.True(float.IsNaN(At(v => Transcendental.Sigmoid(v), float.NaN)));
        Assert.True(float.IsNaN(At(Transcendental.LogOnePlusExp, float.NaN)));
        Assert.True(float.IsNaN(At(Transcendental.Tanh, float.NaN)));
        Assert.True(float.IsNaN(At(v => Transcendental.NormalDistribution(v, out _), float.NaN)));
    }

    private static float At(Func<Vector512<float>, Vector512<float>> f, float x) => f(Vector512.Create(x))[0];

    /// <summary>Evenly spaced values, and values of either sign spaced evenly in magnitude down to 1e-30.</summary>
    private static IEnumerable<float> Sweep(float low, float high)
    {
        const int Steps = 100_000;
        for (int i = 0; i <= Steps; i++)
            yield return (float)(low + (high - (double)low) * i / Steps);
        for (int i = 0; i < Steps; i++)
        {
            var size = (float)Math.Pow(10, -30.0 + 32.0 * i / Steps);
            if (size <= high)
                yield return size;
            if (-size >= low)
                yield return -size;
        }
    }

    private static void AssertRelative(
        Func<Vector512<float>, Vector512<float>> f, Func<double, double> reference, IEnumerable<float> arguments, double ulps)
    {
        double worst = 0;
        float worstAt = 0;
        foreach (float[] chunk in arguments.Chunk(16))
        {
            var padded = new float[16];
            chunk.CopyTo(padded, 0);
            Vector512<float> result = f(Vector512.Create(padded));
            for (int i = 0; i < chunk.Length; i++)
            {
                double expected = reference(chunk[i]);
                // Below the normal range precision is absolute.
                double scale = Math.Max(Math.Abs(expected), 1.1754944e-38);
                double error = expected == 0 && result[i] == 0 ? 0 : Math.Abs(result[i] - expected) / (scale * UnitInTheLastPlace);
                if (!(error <= worst))
                    (worst, worstAt) = (error, chunk[i]);
            }
        }

        Assert.True(worst <= ulps, $"The error is {worst:F2} ulp at {worstAt:R}.");
    }
}
