namespace ExplainGen.Cli.Commands;

/// <summary>Names of layers as parts of names of files.</summary>
internal static class FileNames
{
    // Those of every system, so that a folder can be copied from one to another.
    private static readonly char[] s_forbidden = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

    /// <summary>The name with what no file can be called replaced.</summary>
    internal static string Of(string name) =>
        string.Concat(name.Select(c => char.IsControl(c) || s_forbidden.Contains(c) ? '_' : c));
}
