using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels.Neon;

public sealed unsafe class SoftPoolTests
{
    private const double Ulp = 1.0 / (1 << 23);

    [Fact]
    public void Exponential_is_within_an_ulp_and_underflows_to_zero()
    {
        const int Steps = 200_000;
        float[] y = new float[Steps + 16], e = new float[Steps + 16];
        for (int i = 0; i < Steps; i++)
            y[i] = i < Steps / 2 ? -87f * i / (Steps / 2) : -(float)Math.Pow(10, -30 + 31.5 * (i - Steps / 2) / (Steps / 2));
        (y[Steps], y[Steps + 1], y[Steps + 2], y[Steps + 3]) = (-87.0001f, -1e30f, float.NegativeInfinity, float.NaN);
        foreach (LaneWidth width in LaneWidth.All)
        {
            fixed (float* from = y, to = e)
                width.Exponential(from, y.Length, to);
            for (int i = 0; i < Steps; i++)
            {
                double expected = Math.Exp(y[i]);
                Assert.True(Math.Abs(e[i] - expected) <= 1.5 * Ulp * expected, $"exp({y[i]:R}) is {e[i]:R}, expected {expected:R}.");
            }

            Assert.Equal([0, 0, 0, float.NaN, 1], e[Steps..(Steps + 5)]);
        }
    }

    [Fact]
    public void Pools_are_those_of_double_precision()
    {
        for (int count = 1; count <= 300; count += count < 70 ? 1 : 23)
        {
            foreach (float range in (float[])[0.01f, 3, 60, 1000])
            {
                var random = new Random(count);
                float[] h = [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.3f) * range)];
                foreach (LaneWidth width in LaneWidth.All)
                {
                    Check(h, width.Minimum, -1);
                    Check(h, width.Maximum, 1);
                }

                Check(h, SoftPool.Minimum, -1);
                Check(h, SoftPool.Maximum, 1);
            }
        }
    }

    [Fact]
    public void Values_without_part_get_nothing()
    {
        float[] h = [float.PositiveInfinity, 2, float.PositiveInfinity, 2];
        float[] p = Pool(SoftPool.Minimum, h, out double o);
        Assert.Equal([0, 0.5f, 0, 0.5f], p);
        Assert.Equal(2 - Math.Log(2), o, 1e-12);

        Assert.Equal(new float[2], Pool(SoftPool.Minimum, [float.PositiveInfinity, float.PositiveInfinity], out o));
        Assert.Equal(double.PositiveInfinity, o);
        Assert.Equal(new float[2], Pool(SoftPool.Maximum, [float.NegativeInfinity, float.NegativeInfinity], out o));
        Assert.Equal(double.NegativeInfinity, o);
    }

    [Fact]
    public void NaN_goes_through()
    {
        float* h = stackalloc float[16];
        foreach (LaneWidth width in LaneWidth.All)
        {
            foreach (Pooling pool in (Pooling[])[width.Minimum, width.Maximum])
            {
                (h[0], h[1], h[2]) = (1, float.NaN, 2);
                Assert.True(double.IsNaN(pool(h, 3, h)));
            }
        }
    }

    [Fact]
    public void Shifts_move_the_result_and_leave_the_weights()
    {
        float[] h = [.. Enumerable.Range(0, 50).Select(i => i % 7 * 0.25f)];
        float[] p = Pool(SoftPool.Minimum, h, out double o);
        float[] moved = Pool(SoftPool.Minimum, [.. h.Select(v => v + 512)], out double shifted);
        Assert.Equal(p, moved);
        Assert.Equal(o + 512, shifted, 1e-12);
    }

    [Theory]
    [InlineData(1e-7)]
    [InlineData(1e-5)]
    [InlineData(1e-3)]
    [InlineData(0.05)]
    [InlineData(0.2)]
    public void Small_scores_keep_their_digits(double size)
    {
        for (int count = 1; count <= 70; count++)
        {
            // The greatest share is what its float and the others leave of 1, so the exact sum is 1 but for the reference's own rounding.
            var random = new Random(count);
            double[] drawn = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() + 0.1)];
            double total = drawn.Sum();
            var shares = new float[(count + 15) / 16 * 16];
            var g = new float[shares.Length];
            for (int j = 0; j < count; j++)
                (shares[j], g[j]) = ((float)(drawn[j] / total), (float)(size * 2 * random.NextDouble()));
            Array.Fill(g, float.PositiveInfinity, count, g.Length - count);

            double sum = 0;
            for (int j = 0; j < count; j++)
                sum += drawn[j] / total * ScalarMath.Expm1(-g[j]);
            double expected = -ScalarMath.Log1p(sum);
            fixed (float* values = g, parts = shares)
                Assert.Equal(1, NearScore.Of(values, parts, count) / expected, 1e-6);
        }
    }

    [Fact]
    public void Log_one_plus_is_exact_to_the_last_bits()
    {
        for (int i = 0; i <= 1000; i++)
        {
            double size = Math.Pow(10, -20 + 19.4 * i / 1000);
            Assert.Equal(1, NearScore.LogOnePlus(size) / ScalarMath.Log1p(size), 1e-15);
            Assert.Equal(1, NearScore.LogOnePlus(-size) / ScalarMath.Log1p(-size), 1e-15);
        }
    }

    private delegate double Pooling(float* h, int count, float* p);

    private static float[] Pool(Pooling pool, ReadOnlySpan<float> values, out double o)
    {
        // In place, with padding that must not matter.
        var h = new float[(values.Length + 15) / 16 * 16];
        Array.Fill(h, float.NaN);
        values.CopyTo(h);
        fixed (float* memory = h)
            o = pool(memory, values.Length, memory);
        Assert.All(h[values.Length..], p => Assert.Equal(0f, p));
        return h[..values.Length];
    }

    private static void Check(float[] h, Pooling pool, int sign)
    {
        float[] p = Pool(pool, h, out double o);
        double extreme = sign > 0 ? h.Max() : h.Min(), sum = h.Sum(v => Math.Exp(sign * (v - extreme)));
        double expected = extreme + sign * Math.Log(sum);
        Assert.True(Math.Abs(o - expected) <= 3e-7 * Math.Max(1, Math.Abs(expected)), $"The pool is {o:R}, expected {expected:R}.");
        for (int j = 0; j < h.Length; j++)
        {
            // The difference to the extreme is rounded to single precision.
            double difference = Math.Abs(h[j] - extreme), weight = Math.Exp(-difference) / sum;
            Assert.True(Math.Abs(p[j] - weight) <= (4 + difference) * Ulp * weight + 1e-37, $"A weight is {p[j]:R}, expected {weight:R}.");
        }
    }
}
