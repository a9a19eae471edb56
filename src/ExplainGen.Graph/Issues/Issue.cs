namespace ExplainGen.Graph;

/// <summary>How bad an issue is.</summary>
public enum IssueSeverity
{
    /// <summary>Said once, for the reader.</summary>
    Info,

    /// <summary>Compiles, but is probably not what was meant.</summary>
    Warning,

    /// <summary>Nothing is emitted but throwing stubs.</summary>
    Error,
}

/// <summary>What can be wrong with a declaration: one row of <see cref="IssueTable"/>.</summary>
/// <param name="Id"><c>EXG0101</c> style; areas by hundreds.</param>
/// <param name="Format">The message with <c>{0}</c> style places.</param>
public sealed record IssueDescriptor(string Id, string Title, string Format, IssueSeverity Severity);

/// <summary>One finding.</summary>
/// <param name="Origin">The attribute it is about (see <see cref="LayerDeclaration.Origin"/>); -1 is the class itself.</param>
/// <param name="Argument">The argument of that attribute it is about; null is the attribute.</param>
public sealed record Issue(IssueDescriptor Descriptor, int Origin, string? Argument, EquatableArray<string> Values)
{
    public Issue(IssueDescriptor descriptor, int origin, string? argument, params object[] values)
        : this(descriptor, origin, argument, new EquatableArray<string>(values.Select(Text)))
    {
    }

    public string Message => string.Format(System.Globalization.CultureInfo.InvariantCulture, Descriptor.Format, [.. Values]);

    public override string ToString() => $"{Descriptor.Id}: {Message}";

    private static string Text(object value) =>
        value is IFormattable formattable
            ? formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture)
            : value.ToString() ?? "";
}
