using System.Globalization;

namespace ExplainGen.Graph;

/// <summary>Reads a declaration's arguments with their ranges; an argument out of range is reported at that very argument.</summary>
public sealed class ArgumentReader(string kind, Arguments arguments, int origin, List<Issue> issues)
{
    private const double DefaultEpsilon = 1e-6;
    private const float SmallestNormal = 1.17549435e-38f;

    public bool Failed { get; private set; }

    /// <summary>An integer of at least 1. A fallback below that makes the argument one that must be written.</summary>
    public int Positive(string name, int fallback = 0) => Single(name, 1, fallback);

    /// <summary>An integer of at least 0, which it is when nothing was written.</summary>
    public int Natural(string name) => Single(name, 0, 0);

    /// <summary>A number that single precision holds.</summary>
    /// <param name="valid">What it must fulfill besides; null is nothing.</param>
    /// <param name="expected">The same in words.</param>
    public double Real(string name, double fallback, Func<double, bool>? valid = null, string expected = "")
    {
        double value = arguments.Number(name, fallback);
        bool isFinite = !double.IsNaN(value) && !float.IsInfinity((float)value);
        if (isFinite && (valid is null || valid(value)))
            return value;
        Report(name, isFinite ? expected : "a finite single-precision number", Format(value));
        return fallback;
    }

    /// <summary>What keeps denominators away from zero. Below the normal numbers single precision has few digits or none: it would be 0.</summary>
    public double Epsilon(string name)
    {
        double value = Real(name, DefaultEpsilon, v => v >= 0, "at least 0");
        if (value == 0 || (float)value >= SmallestNormal)
            return value;
        Report(name, "0 or at least 1.17549435e-38, the smallest normal single-precision number", Format(value));
        return DefaultEpsilon;
    }

    public bool Flag(string name, bool fallback) => arguments.Flag(name, fallback);

    /// <summary>A text; null when none was written.</summary>
    public string? Text(string name) => arguments.Text(name);

    public bool Has(string name) => arguments.Has(name);

    public EquatableArray<double> Numbers(string name) => arguments.Numbers(name);

    /// <summary>The member of an enumeration that a text names.</summary>
    public T Member<T>(string name, T fallback)
        where T : struct, Enum
    {
        if (arguments.Text(name) is not { } text)
            return fallback;
        if (Array.IndexOf(Enum.GetNames(typeof(T)), text) >= 0)
            return (T)Enum.Parse(typeof(T), text);
        Report(name, "one of " + string.Join(", ", Enum.GetNames(typeof(T))), text);
        return fallback;
    }

    /// <summary>A list of integers, each at least <paramref name="least"/>; null when one is not, which is reported.</summary>
    /// <param name="fallback">What counts when nothing was written; it is held to the same range.</param>
    public int[]? Integers(string name, int least, int[] fallback)
    {
        double[] values = arguments.Has(name) ? [.. arguments.Numbers(name)] : Array.ConvertAll(fallback, v => (double)v);
        foreach (double value in values)
        {
            bool isInteger = value is >= int.MinValue and <= int.MaxValue && Math.Floor(value) == value;
            if (isInteger && value >= least)
                continue;
            Report(name, (isInteger ? $"at least {Format(least)}" : "a whole number") + (values.Length == 1 ? "" : " each"), Format(value));
            return null;
        }

        return Array.ConvertAll(values, v => (int)v);
    }

    /// <summary>
    /// One value an axis: from the list <paramref name="many"/> if it was written, else <paramref name="one"/>; one value is for all.
    /// </summary>
    public EquatableArray<int> PerAxis(string one, string many, int rank, int fallback, int least)
    {
        string name = Written(one, many);
        int[]? values = Integers(name, least, [fallback]);
        if (values is { Length: 1 })
            values = [.. Enumerable.Repeat(values[0], rank)];
        if (values is not null && values.Length != rank)
        {
            Report(name, rank == 1 ? "1 value" : $"1 or {rank} values, one an axis", Counts(values.Length));
            values = null;
        }

        return new(values ?? Enumerable.Repeat(Math.Max(fallback, least), rank));
    }

    /// <summary>Begin and end an axis: a scalar for all sides, one value an axis for both sides, or all begins then all ends.</summary>
    public (EquatableArray<int> Begin, EquatableArray<int> End) PerSide(string one, string many, int rank)
    {
        string name = Written(one, many);
        int[] values = Integers(name, 0, [0]) ?? [0];
        if (values.Length == 1)
            values = [.. Enumerable.Repeat(values[0], rank)];
        if (values.Length == rank)
            values = [.. values, .. values];
        if (values.Length != 2 * rank)
        {
            Report(name, Counts(1, rank, 2 * rank), Counts(values.Length));
            values = new int[2 * rank];
        }

        return (new(values.Take(rank)), new(values.Skip(rank)));
    }

    /// <summary>Under which of its two names an argument was written: the list's takes the place of the scalar's.</summary>
    public string Written(string one, string many) => arguments.Has(many) ? many : one;

    public void Report(string name, string expected, string found)
    {
        Failed = true;
        issues.Add(new Issue(IssueTable.BadArgument, origin, arguments.Has(name) ? name : null, name, kind, expected, found));
    }

    /// <summary>Reports a kernel that is not known to have a network of its own.</summary>
    public void ReportKernel(string kernel)
    {
        Failed = true;
        issues.Add(new Issue(IssueTable.UnknownNeuralization, origin, arguments.Has("Kernel") ? "Kernel" : null, kind, kernel));
    }

    /// <summary>Reports a clustering in which nothing competes.</summary>
    public void ReportSingleCluster(string name)
    {
        Failed = true;
        issues.Add(new Issue(IssueTable.SingleCluster, origin, name, kind, name));
    }

    /// <summary>Numbers of values in words: <c>1, 2 or 4 values</c>.</summary>
    public static string Counts(params int[] counts)
    {
        string[] distinct = [.. counts.Distinct().Select(count => count.ToString(CultureInfo.InvariantCulture))];
        string all = distinct.Length == 1
            ? distinct[0]
            : string.Join(", ", distinct.Take(distinct.Length - 1)) + " or " + distinct[distinct.Length - 1];
        return all + (all == "1" ? " value" : " values");
    }

    /// <summary>A number as people write it: <c>1e-6</c>, <c>0.25</c>.</summary>
    public static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture)
        .Replace("E-0", "e-").Replace("E+", "e").Replace("E", "e");

    private int Single(string name, int least, int fallback)
    {
        int[]? values = Integers(name, least, [fallback]);
        if (values is { Length: 1 })
            return values[0];
        if (values is not null)
            Report(name, Counts(1), Counts(values.Length));
        return Math.Max(least, fallback);
    }
}
