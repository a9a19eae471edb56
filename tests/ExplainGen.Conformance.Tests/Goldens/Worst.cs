using System.Collections.Concurrent;

namespace ExplainGen.Conformance.Tests.Goldens;

/// <summary>The worst case of each comparison, written beside the test assembly so that a run can be quoted.</summary>
internal static class Worst
{
    private static readonly ConcurrentDictionary<string, (double Share, string What)> s_worst = new();
    private static readonly Lock s_file = new();

    /// <summary>Keeps the case if it is the worst so far.</summary>
    /// <param name="comparison">What is compared.</param>
    /// <param name="share">Error as a share of what is allowed.</param>
    /// <param name="what">The case.</param>
    public static void Record(string comparison, double share, string what)
    {
        (double Share, string What) now = s_worst.AddOrUpdate(
            comparison, (share, what), (_, old) => old.Share >= share ? old : (share, what));
        if (now.What != what)
            return;
        lock (s_file)
        {
            File.WriteAllLines(
                Path.Combine(AppContext.BaseDirectory, "worst-cases.txt"),
                s_worst.OrderBy(worst => worst.Key, StringComparer.Ordinal).Select(worst => FormattableString.Invariant(
                    $"{worst.Key}: {worst.Value.Share:f3} of the tolerance ({worst.Value.What})")));
        }
    }
}
