using System.Globalization;

namespace ExplainGen.Cli.Commands;

/// <summary>Names of inputs and layers as parts of names of files.</summary>
internal static class FileNames
{
    // Those of every system, so that a folder can be copied from one to another.
    private static readonly char[] s_forbidden = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

    /// <summary>
    /// The name with what no file can be called replaced. Layers of a model stay apart: their names as C# identifiers, which know no such
    /// characters at all, differ whatever the capitals.
    /// </summary>
    internal static string Of(string name) =>
        string.Concat(name.Select(c => char.IsControl(c) || s_forbidden.Contains(c) ? '_' : c));

    /// <summary>
    /// The names, each its own: one that was there already gets a number, <c>cat</c> and <c>cat.2</c>. Many file systems do not tell
    /// capitals from small letters, so neither does this.
    /// </summary>
    internal static string[] Unique(IReadOnlyList<string> names)
    {
        // Names as they are come first, so that a second "cat" does not take the name of a first "cat.2".
        var taken = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var counts = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        string[] unique = new string[names.Count];
        for (int i = 0; i < unique.Length; i++)
        {
            unique[i] = names[i];
            if (seen.Add(names[i]))
                continue;
            int count = counts.GetValueOrDefault(names[i], 1);
            do
                unique[i] = string.Create(CultureInfo.InvariantCulture, $"{names[i]}.{++count}");
            while (!taken.Add(unique[i]));
            counts[names[i]] = count;
        }

        return unique;
    }
}
