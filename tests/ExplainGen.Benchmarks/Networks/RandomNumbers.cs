namespace ExplainGen.Benchmarks.Networks;

/// <summary>Seeded uniform numbers: SplitMix64 (Steele et al. 2014), fast enough for the 138 million weights of VGG-16.</summary>
/// <param name="seed">Equal seeds give equal numbers.</param>
internal sealed class RandomNumbers(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Uniform numbers.</summary>
    /// <param name="low">Least value.</param>
    /// <param name="high">Greatest value.</param>
    public float[] Uniform(long count, double low, double high)
    {
        float[] values = new float[count];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(low + ((high - low) * Next()));
        return values;
    }

    private double Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (z ^ (z >> 31)) * (1.0 / ulong.MaxValue);
    }
}
