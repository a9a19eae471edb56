using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ExplainGen.Weights;

/// <summary>
/// Weights cannot be used: the file is damaged, or it does not fit the model.
/// The message names the file, the tensor, what was expected and what was found.
/// </summary>
public sealed class WeightsException : FormatException
{
    private const int ProblemsShown = 30;
    private const int QuotedLength = 80;

    /// <summary>Creates the exception for one problem.</summary>
    /// <param name="fileName">The file, stream or embedded resource.</param>
    /// <param name="problem">What is wrong, without the name of the file.</param>
    /// <param name="tensorName">The tensor concerned; null when the file as a whole is.</param>
    /// <param name="innerException">The cause, if another exception is.</param>
    public WeightsException(string fileName, string problem, string? tensorName = null, Exception? innerException = null)
        : base($"{fileName}: {problem}", innerException)
    {
        FileName = fileName;
        TensorName = tensorName;
        Problems = [problem];
    }

    /// <summary>Creates the exception for several problems found in one go.</summary>
    /// <param name="fileName">The file, stream or embedded resource.</param>
    /// <param name="problems">At least one problem, each without the name of the file.</param>
    public WeightsException(string fileName, ImmutableArray<string> problems)
        : base(Describe(fileName, problems))
    {
        FileName = fileName;
        Problems = problems;
    }

    /// <summary>The file, stream or embedded resource the weights came from.</summary>
    public string FileName { get; }

    /// <summary>The tensor concerned; null when it is the file as a whole or several tensors.</summary>
    public string? TensorName { get; }

    /// <summary>Every problem found, each a sentence of its own. The message shows the first 30.</summary>
    public ImmutableArray<string> Problems { get; }

    /// <summary>
    /// A name from a file as it may stand in a message: quoted, control characters escaped, cut when long.
    /// File content is not trusted to be short or printable.
    /// </summary>
    internal static string Quote(string name)
    {
        var text = new StringBuilder(name.Length + 2).Append('\'');
        foreach (char c in name.AsSpan(0, Math.Min(name.Length, QuotedLength)))
        {
            if (char.IsControl(c) || char.IsSurrogate(c))
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                text.Append(c);
        }

        if (name.Length > QuotedLength)
            text.Append(CultureInfo.InvariantCulture, $"... ({name.Length} characters)");
        return text.Append('\'').ToString();
    }

    /// <summary>A shape as messages write it: <c>[16, 3, 3, 3]</c>.</summary>
    internal static string Format(ReadOnlySpan<int> shape)
    {
        var text = new StringBuilder("[");
        for (int axis = 0; axis < shape.Length; axis++)
        {
            text.Append(axis == 0 ? "" : ", ");
            if (shape[axis] == WeightSpec.Any)
                text.Append("any");
            else
                text.Append(CultureInfo.InvariantCulture, $"{shape[axis]}");
        }

        return text.Append(']').ToString();
    }

    private static string Describe(string fileName, ImmutableArray<string> problems)
    {
        if (problems.IsDefaultOrEmpty)
            throw new ArgumentException("At least one problem is needed.", nameof(problems));
        if (problems.Length == 1)
            return $"{fileName}: {problems[0]}";

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{fileName}: {problems.Length} problems");
        foreach (string problem in problems.AsSpan(0, Math.Min(problems.Length, ProblemsShown)))
            text.Append("\n- ").Append(problem);
        if (problems.Length > ProblemsShown)
            text.Append(CultureInfo.InvariantCulture, $"\n- ... and {problems.Length - ProblemsShown} more");
        return text.ToString();
    }
}
