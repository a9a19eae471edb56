namespace ExplainGen.Graph;

/// <summary>The bounds of the box rule: as written at the rule, else as the explainer's bounds reach it, else as they are provable.</summary>
internal static class BoxBounds
{
    /// <summary>The rule with its bounds.</summary>
    /// <param name="box">As written.</param>
    /// <param name="explainer">What the explainer's bounds of the network's input are at the layer's input; empty where they do not reach.</param>
    /// <param name="known">What is provable of the layer's input.</param>
    /// <param name="channels">Of the layer's input.</param>
    /// <param name="problem">Why the rule cannot apply, if the result is null; null if a bound is just missing.</param>
    public static ZBoxRule? Resolve(
        ZBoxRule box,
        (EquatableArray<double> Low, EquatableArray<double> High) explainer,
        Interval known,
        int channels,
        out string? problem)
    {
        EquatableArray<double> low = First(box.Low, explainer.Low, known.Low);
        EquatableArray<double> high = First(box.High, explainer.High, known.High);
        problem = null;
        if (low.Count == 0 || high.Count == 0)
            return null;
        problem = Problem("Low", low, channels) ?? Problem("High", high, channels) ?? Order(low, high);
        return problem is null ? box with { Low = low, High = high } : null;
    }

    private static EquatableArray<double> First(EquatableArray<double> written, EquatableArray<double> inherited, double proven) =>
        written.Count > 0 ? written : inherited.Count > 0 ? inherited : double.IsInfinity(proven) ? default : new([proven]);

    private static string? Problem(string name, EquatableArray<double> bound, int channels) =>
        bound.Count != 1 && bound.Count != channels
            ? $"{name}s has {bound.Count} values for the {channels} channels of its input"
            : bound.Any(v => double.IsNaN(v) || float.IsInfinity((float)v)) ? $"{name} must be finite" : null;

    private static string? Order(EquatableArray<double> low, EquatableArray<double> high)
    {
        for (int c = 0; c < Math.Max(low.Count, high.Count); c++)
        {
            double l = low[low.Count == 1 ? 0 : c], h = high[high.Count == 1 ? 0 : c];
            if (l > h)
                return $"Low ({ArgumentReader.Format(l)}) is above High ({ArgumentReader.Format(h)})";
        }

        return null;
    }
}
