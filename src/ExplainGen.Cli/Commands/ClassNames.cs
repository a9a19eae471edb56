namespace ExplainGen.Cli.Commands;

/// <summary>The names of classes.</summary>
/// <param name="labels">A name a class, or nothing.</param>
internal sealed class ClassNames(string[]? labels)
{
    /// <summary>The name of a class; empty where it has none.</summary>
    /// <param name="index">The class.</param>
    /// <param name="classes">How many there are. Files of names often begin with a background class that networks without one do not have.</param>
    public string Of(int index, int classes) => labels is null ? ""
        : labels.Length == classes + 1 ? labels[index + 1]
        : index < labels.Length ? labels[index] : "";
}
