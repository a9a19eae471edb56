namespace ExplainGen.Weights;

/// <summary>Did-you-mean: the candidate that a name was probably meant to be.</summary>
internal static class NameHints
{
    // A hint is a courtesy: bounds keep it from costing anything on files with very many or very long names.
    private const int MaxCandidates = 500;
    private const int MaxLength = 96;

    /// <summary>
    /// The nearest candidate: one that carries or lacks a prefix (<c>module.conv1.weight</c>), else the one at the smallest
    /// edit distance, at most a fifth of the name and at least two; null when none is near. The first of equals wins.
    /// </summary>
    public static string? Nearest(string name, IReadOnlyList<string> candidates)
    {
        if (name.Length > MaxLength)
            return null;
        string? nearest = null;
        int smallest = Math.Max(2, name.Length / 5) + 1;
        for (int i = 0; i < Math.Min(candidates.Count, MaxCandidates); i++)
        {
            string candidate = candidates[i];
            if (candidate.EndsWith("." + name, StringComparison.Ordinal) || name.EndsWith("." + candidate, StringComparison.Ordinal))
                return candidate;
            if (candidate.Length > MaxLength || Math.Abs(candidate.Length - name.Length) >= smallest)
                continue;
            int distance = Distance(name, candidate);
            if (distance < smallest)
                (nearest, smallest) = (candidate, distance);
        }

        return nearest;
    }

    /// <summary>Levenshtein distance, letter case aside.</summary>
    private static int Distance(string a, string b)
    {
        Span<int> row = stackalloc int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(diagonal, row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
