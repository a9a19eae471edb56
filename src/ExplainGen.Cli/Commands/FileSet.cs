using System.Text;
using ExplainGen.Files;

namespace ExplainGen.Cli.Commands;

/// <summary>Files that are written together, each whole or not at all, and only if none of them would replace another one.</summary>
/// <param name="folder">Where they go.</param>
internal sealed class FileSet(string folder)
{
    private readonly List<(string Path, Action<string> Write)> _files = [];

    /// <summary>Adds a text.</summary>
    public void Add(string name, string text) => Add(name, path => AtomicFile.Write(path, file => file.Write(Encoding.UTF8.GetBytes(text))));

    /// <summary>Adds a file that is written, whole or not at all, by what is given.</summary>
    public void Add(string name, Action<string> write) => _files.Add((Path.Combine(folder, name), write));

    /// <summary>Writes all files and prints their paths.</summary>
    /// <param name="replace">Whether files that are there are replaced.</param>
    /// <exception cref="CliException">One is there and may not be replaced; nothing is written then.</exception>
    public void Write(bool replace)
    {
        foreach ((string path, _) in _files)
        {
            if (File.Exists(path) && !replace)
                throw new CliException($"'{path}' is there already; --force replaces it.");
        }

        Directory.CreateDirectory(folder);
        foreach ((string path, Action<string> write) in _files)
        {
            write(path);
            Console.Out.WriteLine(path);
        }
    }
}
