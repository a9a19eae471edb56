namespace ExplainGen.Neon;

/// <summary>
/// Random numbers that are the same for a seed on every platform and in every version: PCG32, XSH-RR (O'Neill, PCG: a family of simple
/// fast space-efficient statistically good algorithms for random number generation, 2014).
/// </summary>
/// <param name="seed">The starting point in the sequence.</param>
/// <param name="stream">Which of the 2^63 sequences.</param>
internal sealed class PcgRandom(ulong seed, ulong stream)
{
    private const ulong Multiplier = 6364136223846793005;

    private readonly ulong _increment = (stream << 1) | 1;
    private ulong _state = unchecked((((stream << 1) | 1) + seed) * Multiplier) + ((stream << 1) | 1);

    /// <summary>32 random bits.</summary>
    public uint Next()
    {
        ulong state = _state;
        _state = unchecked((state * Multiplier) + _increment);
        return uint.RotateRight((uint)(((state >> 18) ^ state) >> 27), (int)(state >> 59));
    }

    /// <summary>A number of at least 0 and below 1, a multiple of 2^-53.</summary>
    public double NextDouble() => ((((ulong)Next() << 32) | Next()) >> 11) * (1.0 / (1UL << 53));
}
