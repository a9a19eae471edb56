namespace ExplainGen.Graph;

/// <summary>"Did you mean": the known name nearest to a wrong one.</summary>
public static class Suggestion
{
    /// <summary>A clause to append to a message; empty when nothing is near.</summary>
    public static string For(string wrong, IEnumerable<string> known)
    {
        string? best = null;
        int bestDistance = Math.Max(2, wrong.Length / 3) + 1;
        foreach (string name in known)
        {
            int distance = Distance(wrong, name);
            if (distance < bestDistance)
                (best, bestDistance) = (name, distance);
        }

        return best is null ? "" : $"; did you mean '{best}'?";
    }

    private static int Distance(string a, string b)
    {
        int[] row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substitute = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
