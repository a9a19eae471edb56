namespace ExplainGen.Kernels;

/// <summary>
/// How far activations are lowered together, to max(a_j - t, 0), for a weighted sum of them to lose a given amount. Flooding of Letzgus et
/// al. 2022, arXiv:2112.11407; the exact solution by sorting is derived here.
/// </summary>
/// <param name="Level">t, at least 0.</param>
/// <param name="Lost">What the sum loses at that level.</param>
internal readonly record struct FloodLevel(double Level, double Lost)
{
    /// <summary>
    /// The lowest level at which sum_j w_j min(a_j, t) is the amount; where there is none, the lowest of those that come nearest.
    /// </summary>
    /// <param name="amount">What the sum is to lose; negative where it is to gain.</param>
    /// <param name="sorted">The activations in ascending order, none negative.</param>
    /// <param name="order">Which activation stands at each place.</param>
    /// <param name="weights">The weight of each activation, in their own order.</param>
    internal static FloodLevel Find(double amount, ReadOnlySpan<float> sorted, ReadOnlySpan<int> order, ReadOnlySpan<double> weights)
    {
        var nearest = new FloodLevel(0, 0);
        if (amount == 0)
            return nearest;

        // Up to the next activation the sum loses as much a unit of level as the activations above weigh.
        double level = 0, lost = 0, slope = 0;
        foreach (double weight in weights)
            slope += weight;
        for (int k = 0; k < sorted.Length; k++)
        {
            double end = sorted[k], next = lost + (slope * (end - level));
            if (Math.Min(lost, next) <= amount && amount <= Math.Max(lost, next) && lost != next)
                return new FloodLevel(Math.Clamp(level + ((amount - lost) / slope), level, end), amount);
            (level, lost) = (end, next);
            slope -= weights[order[k]];
            if (Math.Abs(amount - lost) < Math.Abs(amount - nearest.Lost))
                nearest = new FloodLevel(level, lost);
        }

        return nearest;
    }
}
