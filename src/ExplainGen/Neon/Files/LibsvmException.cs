using System.Globalization;

namespace ExplainGen.Neon;

/// <summary>A file of libsvm cannot be used. The message names the file, the line, what was expected and what was found.</summary>
public sealed class LibsvmException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fileName">The file or stream.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="problem">What is wrong there.</param>
    public LibsvmException(string fileName, int line, string problem)
        : base(string.Create(CultureInfo.InvariantCulture, $"{fileName}, line {line}: {problem}"))
    {
        FileName = fileName;
        Line = line;
    }

    /// <summary>The file or stream.</summary>
    public string FileName { get; }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }
}
