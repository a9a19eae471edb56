namespace ExplainGen.Deployment;

/// <summary>
/// The levels of x86-64 that native programs are compiled for, as the psABI names them, and what a processor must have for each.
/// A level holds all the levels below it.
/// </summary>
internal static class InstructionSetLevel
{
    /// <summary>AVX2 and FMA: 256-bit vectors.</summary>
    internal const string V3 = "x86-64-v3";

    /// <summary>AVX-512: 512-bit vectors.</summary>
    internal const string V4 = "x86-64-v4";

    private static readonly string[] _v3 =
        ["sse4_2", "popcnt", "xsave", "avx", "avx2", "fma", "f16c", "bmi1", "bmi2", "movbe", "abm"];

    private static readonly string[] _v4 = ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"];

    /// <summary>Whether a processor runs code of a level. A level that is not known here runs nowhere.</summary>
    /// <param name="level">The level.</param>
    /// <param name="features">The processor's features by Linux's names, which lists what both the processor and the kernel support.</param>
    internal static bool RunsOn(string level, IReadOnlySet<string> features) => level switch
    {
        V3 => features.IsSupersetOf(_v3),
        V4 => features.IsSupersetOf(_v3) && features.IsSupersetOf(_v4),
        _ => false,
    };

    /// <summary>The first of some levels that a processor runs and a limit allows; null for none.</summary>
    /// <param name="levels">The levels, best first.</param>
    /// <param name="limit">The best level allowed; null for no limit. One that is not among the levels allows none.</param>
    /// <param name="features">The processor's features, as for <see cref="RunsOn"/>.</param>
    internal static string? Best(ReadOnlySpan<string> levels, string? limit, IReadOnlySet<string> features)
    {
        bool allowed = limit is null;
        foreach (string level in levels)
        {
            allowed |= level == limit;
            if (allowed && RunsOn(level, features))
                return level;
        }

        return null;
    }

    /// <summary>The features of the first processor that a listing names.</summary>
    /// <param name="lines">The lines of <c>/proc/cpuinfo</c>.</param>
    internal static HashSet<string> Features(IEnumerable<string> lines)
    {
        string? flags = lines.FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal));
        return [.. flags is null ? [] : flags[(flags.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)];
    }
}
