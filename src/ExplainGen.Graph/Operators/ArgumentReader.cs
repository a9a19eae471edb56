namespace ExplainGen.Graph;

/// <summary>Reads a declaration's arguments with their ranges; an argument out of range is reported at that very argument.</summary>
public sealed class ArgumentReader(string kind, Arguments arguments, int origin, List<Issue> issues)
{
    public bool Failed { get; private set; }

    public int Positive(string name, int fallback = 0) => Checked(name, fallback, value => value >= 1, "at least 1");

    public int NonNegative(string name, int fallback = 0) => Checked(name, fallback, value => value >= 0, "at least 0");

    public double Real(string name, double fallback, Func<double, bool>? valid = null, string expected = "a finite number")
    {
        double value = arguments.Number(name, fallback);
        if (double.IsNaN(value) || double.IsInfinity(value) || (valid is not null && !valid(value)))
        {
            Report(name, expected, Format(value));
            return fallback;
        }

        return value;
    }

    public bool Flag(string name, bool fallback) => arguments.Flag(name, fallback);

    public bool Has(string name) => arguments.Has(name);

    public string? Text(string name) => arguments.Text(name);

    public EquatableArray<double> Numbers(string name) => arguments.Numbers(name);

    /// <summary>A list of integers, each at least <paramref name="least"/>; null when it was not written or is wrong.</summary>
    public int[]? Integers(string name, int least)
    {
        if (!arguments.Has(name))
            return null;
        int[] values = arguments.Numbers(name).Select(v => (int)v).ToArray();
        int wrong = Array.FindIndex(values, v => v < least);
        if (wrong >= 0)
        {
            Report(name, $"at least {least} each", values[wrong].ToString(System.Globalization.CultureInfo.InvariantCulture));
            return null;
        }

        return values;
    }

    /// <summary>One value an axis: from the list <paramref name="many"/> if it was written, else the scalar <paramref name="one"/> for all.</summary>
    public EquatableArray<int> PerAxis(string one, string many, int rank, int fallback, int least)
    {
        string name = arguments.Has(many) ? many : one;
        if (arguments.Numbers(name).Count <= 1 && name == one)
        {
            int value = Checked(one, fallback, v => v >= least, $"at least {least}");
            return new(Enumerable.Repeat(value, rank));
        }

        int[]? values = Integers(name, least);
        if (values is not null && values.Length == 1)
            values = Enumerable.Repeat(values[0], rank).ToArray();
        if (values is not null && values.Length != rank)
        {
            Report(name, $"{rank} values, one an axis", $"{values.Length} values");
            values = null;
        }

        return new(values ?? Enumerable.Repeat(Math.Max(fallback, least), rank));
    }

    /// <summary>Begin and end an axis: a scalar for all sides, one value an axis for both sides, or all begins then all ends.</summary>
    public (EquatableArray<int> Begin, EquatableArray<int> End) PerSide(string one, string many, int rank)
    {
        int[] values = Integers(arguments.Has(many) ? many : one, 0) ?? [0];
        if (values.Length == 1)
            values = Enumerable.Repeat(values[0], rank).ToArray();
        if (values.Length == rank)
            values = [.. values, .. values];
        if (values.Length != 2 * rank)
        {
            Report(arguments.Has(many) ? many : one, $"1, {rank} or {2 * rank} values", $"{values.Length} values");
            values = new int[2 * rank];
        }

        return (new(values.Take(rank)), new(values.Skip(rank)));
    }

    public void Report(string name, string expected, string found)
    {
        Failed = true;
        issues.Add(new Issue(IssueTable.BadArgument, origin, arguments.Has(name) ? name : null, name, kind, expected, found));
    }

    /// <summary>A number as people write it: <c>1e-6</c>, <c>0.25</c>.</summary>
    public static string Format(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)
        .Replace("E-0", "e-").Replace("E+", "e").Replace("E", "e");

    private int Checked(string name, int fallback, Func<int, bool> valid, string expected)
    {
        double written = arguments.Number(name, fallback);
        if (written is > int.MaxValue or < int.MinValue || !valid((int)written))
        {
            Report(name, expected, Format(written));
            return Math.Max(1, fallback);
        }

        return (int)written;
    }
}
