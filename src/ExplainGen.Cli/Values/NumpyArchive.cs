using System.IO.Compression;

namespace ExplainGen.Cli.Values;

/// <summary>
/// Archives of NumPy arrays (<c>.npz</c>), of which one array is read: <c>file.npz</c>, or <c>file.npz:name</c> out of several.
/// </summary>
internal static class NumpyArchive
{
    /// <summary>How many bytes an array may have. An archive of a few kilobytes could unfold to any size otherwise.</summary>
    internal const long MostBytes = 1L << 30;

    private const string Ending = ".npz", ArrayEnding = ".npy";

    private const int NamesShown = 10;

    /// <summary>Takes a path apart that names an array behind the archive.</summary>
    /// <param name="path">Such as <c>file.npz:name</c>.</param>
    /// <returns>The archive, and the array; null where the path names none.</returns>
    internal static (string Path, string? Array) Split(string path)
    {
        int end = path.LastIndexOf(Ending + ":", StringComparison.OrdinalIgnoreCase);
        return end < 0 || File.Exists(path) ? (path, null) : (path[..(end + Ending.Length)], path[(end + Ending.Length + 1)..]);
    }

    /// <summary>Reads one array as rows.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="array">The array; null takes the only one.</param>
    /// <param name="count">How many numbers an input has.</param>
    /// <exception cref="CliException">
    /// The archive or the array is damaged, of another type, of another size, or it is not clear which array is meant.
    /// </exception>
    internal static ValueTable Read(string path, string? array, int count)
    {
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            ZipArchiveEntry entry = Find(path, archive, array);
            string name = NameOf(entry);
            return new ValueTable(
                $"{Path.GetFileNameWithoutExtension(path)}.{name}", [], Rows($"{path}:{name}", entry, count));
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            throw new CliException($"'{path}' is no archive of arrays: {e.Message}");
        }
    }

    private static ZipArchiveEntry Find(string path, ZipArchive archive, string? array)
    {
        ZipArchiveEntry[] all = [.. archive.Entries.Where(e => e.FullName.EndsWith(ArrayEnding, StringComparison.Ordinal))];
        ZipArchiveEntry[] meant = array is null ? all : [.. all.Where(e => NameOf(e) == array)];
        if (meant.Length == 1)
            return meant[0];
        if (all.Length == 0)
            throw new CliException($"'{path}' holds no arrays.");
        string names = string.Join(", ", all.Take(NamesShown).Select(NameOf)) + (all.Length > NamesShown ? ", ..." : "");
        throw new CliException(array is null
            ? $"'{path}' holds {all.Length} arrays ({names}); '{path}:{NameOf(all[0])}' reads one of them."
            : $"'{path}' holds {meant.Length} arrays '{array}' among {names}.");
    }

    // The archive's word for the length is held against the array's header first, and against what comes then.
    private static List<float[]> Rows(string name, ZipArchiveEntry entry, int count)
    {
        if (entry.Length > MostBytes)
            throw new CliException($"'{name}' has {entry.Length:N0} bytes, where an array in an archive may have {MostBytes:N0}.");
        using Stream content = entry.Open();
        using var check = new CheckedStream(content);
        List<float[]> rows = NumpyFile.Rows(name, check, entry.Length, count);
        if (check.ReadByte() >= 0)
            throw new CliException($"'{name}' is longer than it says.");

        // Damaged numbers are numbers, too. The archive's reader leaves it at unpacking them.
        return check.Value == entry.Crc32 ? rows : throw new CliException($"'{name}' is damaged: its checksum is another.");
    }

    private static string NameOf(ZipArchiveEntry entry) => entry.FullName[..^ArrayEnding.Length];
}
