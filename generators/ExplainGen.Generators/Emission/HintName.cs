using System.Globalization;
using System.Text;
using ExplainGen.Generators.Model;

namespace ExplainGen.Generators.Emission;

/// <summary>
/// Names of generated files. The compiler takes few characters, and compares without regard to case, where one clash would
/// cost every model its code.
/// </summary>
internal static class HintName
{
    // Paths of written files still have to fit on Windows.
    private const int MaxLength = 90;

    /// <summary><c>Namespace.Outer.Name</c>; marked by a hash of the full name where it had to be changed.</summary>
    public static string Of(IEnumerable<string> parts)
    {
        string full = string.Join(".", parts);
        var name = new StringBuilder(full.Length);
        foreach (char c in full)
            name.Append(c is '.' or '_' || char.IsLetterOrDigit(c) ? c : '-');
        if (name.Length > MaxLength)
            name.Remove(0, name.Length - MaxLength);
        string result = name.ToString();
        return result == full ? full : Mark(result, full);
    }

    /// <summary>Names that differ in nothing but case.</summary>
    public static HintNameClashes Clashes(IEnumerable<string> names) => new(new(names
        .GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .SelectMany(group => group)
        .OrderBy(name => name, StringComparer.Ordinal)));

    /// <summary>The model under a name that it shares with no other.</summary>
    public static ModelSpec Distinguish(ModelSpec model, HintNameClashes clashes) =>
        clashes.Names.Contains(model.HintName) ? model with { HintName = Mark(model.HintName, model.HintName) } : model;

    // 32 bits of FNV-1a: short, and the same in every process, which string.GetHashCode is not.
    private static string Mark(string name, string hashed)
    {
        uint hash = 2166136261;
        foreach (char c in hashed)
            hash = unchecked((hash ^ c) * 16777619);
        return name + "-" + hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
