namespace ExplainGen.Cli.Commands;

/// <summary>The names of classes.</summary>
internal sealed class ClassNames
{
    // What files call a first class that networks without one do not have.
    private static readonly string[] s_background = ["background", "__background__", "dummy"];

    private readonly IReadOnlyList<string> _names;
    private readonly int _first;

    /// <summary>Brings names to a network.</summary>
    /// <param name="names">A name a class; null where there are none.</param>
    /// <param name="classes">How many classes the network has.</param>
    public ClassNames(IReadOnlyList<string>? names, int classes)
    {
        _names = names ?? [];
        if (names is null || names.Count == classes)
            return;
        if (names.Count == classes + 1 && s_background.Contains(names[0].Trim(), StringComparer.OrdinalIgnoreCase))
            _first = 1;
        else
            Warning = $"--labels has {names.Count} names, where the model has {classes} classes: names may be those of other classes.";
    }

    /// <summary>What to tell of names that are not as many as the classes; null where they are.</summary>
    public string? Warning { get; }

    /// <summary>Reads a file with a name a line. Blank lines at its end are no names.</summary>
    public static IReadOnlyList<string> Read(string path)
    {
        var names = File.ReadLines(path).ToList();
        while (names.Count > 0 && string.IsNullOrWhiteSpace(names[^1]))
            names.RemoveAt(names.Count - 1);
        return names;
    }

    /// <summary>The name of a class; empty where it has none.</summary>
    public string Of(int index) => index + _first < _names.Count ? _names[index + _first] : "";
}
