namespace ExplainGen.Onnx;

/// <summary>
/// A model cannot be imported: its file is damaged, or it holds what cannot be lowered. The message names the file, the node with its
/// operator, and what would help.
/// </summary>
public sealed class OnnxException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fileName">The file.</param>
    /// <param name="problem">What is wrong, without the name of the file.</param>
    /// <param name="innerException">The cause, if another exception is.</param>
    public OnnxException(string fileName, string problem, Exception? innerException = null)
        : base($"{fileName}: {problem}", innerException)
    {
        FileName = fileName;
        Problem = problem;
    }

    /// <summary>The file that the model came from.</summary>
    public string FileName { get; }

    /// <summary>What is wrong, without the name of the file.</summary>
    public string Problem { get; }
}
