using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Benchmarks.Measuring;

/// <summary>
/// The machine's peak: multiply-adds over registers alone, in the widest vectors there are. Twenty-four independent sums hide the
/// latency of the instruction, as in the micro-kernels.
/// </summary>
internal static class PeakRate
{
    private const int Steps = 200_000, Sums = 24, Attempts = 5;

    /// <summary>Floating-point operations a second, the best of some attempts.</summary>
    /// <param name="threads">How many threads work at a time.</param>
    public static double Measure(int threads)
    {
        double best = 0;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            Quiet.Wait();
            best = Math.Max(best, Once(threads));
        }

        return best;
    }

    private static double Once(int threads)
    {
        double[] rates = new double[threads];
        using var start = new Barrier(threads);
        Thread[] crew = [.. Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            rates[i] = Rate();
        }))];
        foreach (Thread thread in crew)
            thread.Start();
        foreach (Thread thread in crew)
            thread.Join();
        return rates.Sum();
    }

    private static double Rate()
    {
        // Compiled to the end before it is timed.
        float keep = Loop(Steps / 100);
        long start = Stopwatch.GetTimestamp();
        keep += Loop(Steps);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        GC.KeepAlive(keep);
        int lanes = Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;
        return 2.0 * lanes * Sums * Steps / seconds;
    }

    private static float Loop(int steps) => Vector512.IsHardwareAccelerated ? Loop512(steps)
        : Vector256.IsHardwareAccelerated ? Loop256(steps) : Loop128(steps);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Loop512(int steps)
    {
        Vector512<float> f = Vector512.Create(0.999f), a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f, k = f, l = f, m = f,
            n = f, o = f, p = f, q = f, r = f, s = f, t = f, u = f, v = f, w = f, x = f, y = f;
        for (int step = 0; step < steps; step++)
        {
            (a, b, c, d) = (Add(a, f), Add(b, f), Add(c, f), Add(d, f));
            (e, g, h, i) = (Add(e, f), Add(g, f), Add(h, f), Add(i, f));
            (j, k, l, m) = (Add(j, f), Add(k, f), Add(l, f), Add(m, f));
            (n, o, p, q) = (Add(n, f), Add(o, f), Add(p, f), Add(q, f));
            (r, s, t, u) = (Add(r, f), Add(s, f), Add(t, f), Add(u, f));
            (v, w, x, y) = (Add(v, f), Add(w, f), Add(x, f), Add(y, f));
        }

        return Vector512.Sum(a + b + c + d + e + g + h + i + j + k + l + m + n + o + p + q + r + s + t + u + v + w + x + y);

        static Vector512<float> Add(Vector512<float> sum, Vector512<float> factor) => Vector512.MultiplyAddEstimate(sum, factor, factor);
    }

    // Sixteen registers hold twelve sums; two rounds a step do the same work as above.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Loop256(int steps)
    {
        Vector256<float> f = Vector256.Create(0.999f), a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f, k = f, l = f, m = f;
        for (int step = 0; step < 2 * steps; step++)
        {
            (a, b, c, d) = (Add(a, f), Add(b, f), Add(c, f), Add(d, f));
            (e, g, h, i) = (Add(e, f), Add(g, f), Add(h, f), Add(i, f));
            (j, k, l, m) = (Add(j, f), Add(k, f), Add(l, f), Add(m, f));
        }

        return Vector256.Sum(a + b + c + d + e + g + h + i + j + k + l + m);

        static Vector256<float> Add(Vector256<float> sum, Vector256<float> factor) => Vector256.MultiplyAddEstimate(sum, factor, factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Loop128(int steps)
    {
        Vector128<float> f = Vector128.Create(0.999f), a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f, k = f, l = f, m = f;
        for (int step = 0; step < 2 * steps; step++)
        {
            (a, b, c, d) = (Add(a, f), Add(b, f), Add(c, f), Add(d, f));
            (e, g, h, i) = (Add(e, f), Add(g, f), Add(h, f), Add(i, f));
            (j, k, l, m) = (Add(j, f), Add(k, f), Add(l, f), Add(m, f));
        }

        return Vector128.Sum(a + b + c + d + e + g + h + i + j + k + l + m);

        static Vector128<float> Add(Vector128<float> sum, Vector128<float> factor) => Vector128.MultiplyAddEstimate(sum, factor, factor);
    }
}
