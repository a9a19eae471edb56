namespace ExplainGen.TestKit.Oracle;

/// <summary>
/// Relevance of a regression output against a reference value: the activations are lowered together to
/// <c>(a - t)+</c> until the output equals the reference, and each is given what its lowering takes from the output.
/// </summary>
public static class Flooding
{
    /// <summary>The level t, the lowered activations and the relevance <c>(a_j - lowered_j) w_j</c>.</summary>
    public sealed record Result(double Level, double[] Lowered, double[] Relevance);

    /// <summary>Finds the lowest level that reaches <paramref name="reference"/>; the activations are not negative.</summary>
    /// <exception cref="ArgumentException">No level reaches it.</exception>
    public static Result Explain(double[] a, double[] w, double b, double reference)
    {
        double OutputAt(double t) => b + a.Zip(w, (aj, wj) => Math.Max(aj - t, 0) * wj).Sum();

        // Between two neighboring activations the output is linear in the level.
        double[] levels = [0, .. a.Where(aj => aj > 0).Order()];
        for (int k = 1; k < levels.Length; k++)
        {
            double before = OutputAt(levels[k - 1]) - reference;
            double after = OutputAt(levels[k]) - reference;
            if (before * after > 0)
                continue;
            double t = before == after ? levels[k - 1] : levels[k - 1] + (levels[k] - levels[k - 1]) * before / (before - after);
            double[] lowered = [.. a.Select(aj => Math.Max(aj - t, 0))];
            return new Result(t, lowered, [.. a.Select((aj, j) => (aj - lowered[j]) * w[j])]);
        }

        throw new ArgumentException("No level reaches the reference value.", nameof(reference));
    }
}
