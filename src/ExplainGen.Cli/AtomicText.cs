namespace ExplainGen.Cli;

/// <summary>Texts that are written whole or not at all: beside the target first, and then renamed.</summary>
internal static class AtomicText
{
    /// <summary>Writes a file, replacing what is there.</summary>
    internal static void Write(string path, string text)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
