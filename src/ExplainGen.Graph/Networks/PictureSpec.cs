namespace ExplainGen.Graph;

/// <summary>How pictures become inputs: <c>(low + (high - low) * pixel - mean) / deviation</c> for pixels from 0 to 1.</summary>
/// <param name="Low">What black becomes, before mean and deviation.</param>
/// <param name="High">What white becomes, likewise.</param>
/// <param name="Mean">One for all channels or one each.</param>
/// <param name="Deviation">One for all channels or one each.</param>
public sealed record PictureSpec(
    ChannelOrder Order, PictureFit Fit, double Low, double High, EquatableArray<double> Mean, EquatableArray<double> Deviation)
{
    private const string Kind = "Picture";

    /// <summary>What black becomes: the least value of the input, one or one a channel.</summary>
    public EquatableArray<double> Lows => Values(Low);

    /// <summary>What white becomes: the largest value of the input, one or one a channel.</summary>
    public EquatableArray<double> Highs => Values(High);

    /// <summary>Checks what was written against the input; null where nothing was written, or something wrong, which is reported.</summary>
    public static PictureSpec? Read(NetworkDeclaration declaration, string className, Shape input, List<Issue> issues)
    {
        if (declaration.Picture is not { } written)
            return null;
        if (input.Rank != 3 || input.Channels is not (1 or 3))
        {
            issues.Add(new Issue(IssueTable.NoPicture, written.Origin, null, className, input));
            return null;
        }

        var reader = new ArgumentReader(Kind, written.Arguments, written.Origin, issues);
        double low = reader.Real("Low", 0);
        double high = reader.Real("High", 1, v => v > low, $"above Low ({ArgumentReader.Format(low)})");
        EquatableArray<double> mean = Channels(reader, "Mean", 0, input.Channels, v => true, "finite numbers");
        EquatableArray<double> deviation = Channels(reader, "Deviation", 1, input.Channels, v => v > 0, "finite numbers above 0");
        var spec = new PictureSpec(reader.Member("Order", ChannelOrder.Rgb), reader.Member("Fit", PictureFit.Crop), low, high, mean, deviation);
        return reader.Failed ? null : spec;
    }

    private static EquatableArray<double> Channels(
        ArgumentReader reader, string name, double fallback, int channels, Func<double, bool> valid, string expected)
    {
        EquatableArray<double> values = reader.Has(name) ? reader.Numbers(name) : new([fallback]);
        if (values.Count != 1 && values.Count != channels)
            reader.Report(name, channels == 1 ? ArgumentReader.Counts(1) : $"1 or {channels} values", ArgumentReader.Counts(values.Count));
        else if (values.Any(v => double.IsNaN(v) || float.IsInfinity((float)v) || !valid(v)))
            reader.Report(name, expected, string.Join(", ", values.Select(ArgumentReader.Format)));
        return values;
    }

    private EquatableArray<double> Values(double pixel)
    {
        int count = Math.Max(Mean.Count, Deviation.Count);
        double[] values = [.. Enumerable.Range(0, count).Select(c =>
            (pixel - Mean[Mean.Count == 1 ? 0 : c]) / Deviation[Deviation.Count == 1 ? 0 : c])];
        return new(values.Distinct().Count() == 1 ? [values[0]] : values);
    }
}
