namespace ExplainGen.Graph;

/// <summary>
/// One argument of a declaration as it was written: numbers (booleans are 0 and 1), texts (enum members by name), or nothing.
/// Scalars are lists of one.
/// </summary>
public sealed record Argument(string Name, EquatableArray<double> Numbers, EquatableArray<string> Texts)
{
    public static Argument Number(string name, double value) => new(name, new([value]), default);

    public static Argument List(string name, IEnumerable<double> values) => new(name, new(values), default);

    public static Argument Text(string name, string value) => new(name, default, new([value]));

    public static Argument Flag(string name, bool value) => Number(name, value ? 1 : 0);
}
