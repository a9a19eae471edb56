using System.Runtime.CompilerServices;
using System.Text;

namespace ExplainGen.Generators.Emission;

/// <summary>
/// Writes indented C# text. Lines end with <c>\n</c> on every platform, so that the same declaration gives the same bytes
/// everywhere, and empty lines carry no indentation. Texts of several lines, raw strings above all, are indented as a whole.
/// </summary>
/// <example>
/// <code>
/// using var writer = new SourceWriter();
/// using (writer.Block("public static int Answer()"))
///     writer.Line($"return {42};");
/// string source = writer.ToString();
/// </code>
/// </example>
internal sealed class SourceWriter : IDisposable
{
    private const int IndentSize = 4;

    /// <summary>A larger buffer is left to the collector rather than kept for the thread's next source.</summary>
    private const int MaxPooledCapacity = 1 << 18;

    [ThreadStatic]
    private static StringBuilder? s_pooled;

    private StringBuilder? _text;
    private readonly StringBuilder _line = new();
    private int _depth;

    /// <summary>Whether the last line opened a block or was blank, so that <see cref="Separate"/> has nothing to do.</summary>
    private bool _separated = true;

    /// <summary>An empty text at the left margin.</summary>
    public SourceWriter()
    {
        _text = s_pooled ?? new StringBuilder(1 << 12);
        s_pooled = null;
    }

    private StringBuilder Text => _text ?? throw new ObjectDisposedException(nameof(SourceWriter));

    /// <summary>One empty line.</summary>
    public SourceWriter Line()
    {
        Text.Append('\n');
        _separated = true;
        return this;
    }

    /// <summary>The text at the current indentation, and a line end. Every line of a text of several lines is indented.</summary>
    public SourceWriter Line(string text)
    {
        _line.Append(text);
        return Flush();
    }

    /// <inheritdoc cref="Line(string)"/>
    public SourceWriter Line([InterpolatedStringHandlerArgument("")] ref LineHandler text)
    {
        _ = text;
        return Flush();
    }

    /// <summary>Each text on its own line, with <paramref name="separator"/> after all but the last.</summary>
    public SourceWriter Lines(IEnumerable<string> texts, string separator = "")
    {
        string? previous = null;
        foreach (string text in texts)
        {
            if (previous is not null)
                Line(previous + separator);
            previous = text;
        }

        return previous is null ? this : Line(previous);
    }

    /// <summary>An empty line between two members: nothing at the start of a block or after another empty line.</summary>
    public SourceWriter Separate() => _separated ? this : Line();

    /// <summary>Opens a block in braces, indented until the result is disposed.</summary>
    /// <param name="header">The line above the brace, such as a method's signature; null writes none.</param>
    /// <param name="close">What stands below the block, <c>}</c> or <c>};</c>.</param>
    public Scope Block(string? header = null, string close = "}")
    {
        if (header is not null)
            Line(header);
        return Open(close);
    }

    /// <inheritdoc cref="Block(string?, string)"/>
    public Scope Block([InterpolatedStringHandlerArgument("")] ref LineHandler header, string close = "}")
    {
        _ = header;
        Flush();
        return Open(close);
    }

    /// <summary>Indents without braces until the result is disposed, for continuation lines.</summary>
    public Scope Indent()
    {
        _depth++;
        return new Scope(this, close: null);
    }

    /// <summary>All that was written.</summary>
    public override string ToString() => Text.ToString();

    /// <summary>Gives the buffer back for the next source of this thread.</summary>
    public void Dispose()
    {
        if (_text is { Capacity: <= MaxPooledCapacity } text)
            s_pooled = text.Clear();
        _text = null;
    }

    private Scope Open(string close)
    {
        Line("{");
        _depth++;
        _separated = true;
        return new Scope(this, close);
    }

    private void Close(string? close)
    {
        _depth--;
        if (close is not null)
            Line(close);
    }

    private SourceWriter Flush()
    {
        string text = _line.ToString();
        _line.Clear();
        int start = 0;
        while (true)
        {
            int end = text.IndexOf('\n', start);
            int stop = end < 0 ? text.Length : end;
            while (stop > start && text[stop - 1] is ' ' or '\t' or '\r')
                stop--;
            if (stop > start)
                Text.Append(' ', _depth * IndentSize).Append(text, start, stop - start);
            Text.Append('\n');
            _separated = stop == start;
            if (end < 0)
                return this;
            start = end + 1;
        }
    }

    /// <summary>What <see cref="Block(string?, string)"/> and <see cref="Indent"/> opened; disposing closes it.</summary>
    public readonly struct Scope(SourceWriter writer, string? close) : IDisposable
    {
        /// <summary>Ends the indentation and writes the closing line.</summary>
        public void Dispose() => writer.Close(close);
    }

    /// <summary>
    /// Takes the parts of an interpolated line. It accepts only what looks the same under every culture: a real number has to
    /// go through <see cref="Literal"/>, which is why there is no overload for it.
    /// </summary>
    [InterpolatedStringHandler]
    public readonly ref struct LineHandler
    {
        private readonly StringBuilder _line;

        public LineHandler(int literalLength, int formattedCount, SourceWriter writer)
        {
            _line = writer._line;
            _line.EnsureCapacity(literalLength + (formattedCount * 8));
        }

        public void AppendLiteral(string value) => _line.Append(value);

        public void AppendFormatted(string? value) => _line.Append(value);

        public void AppendFormatted(char value) => _line.Append(value);

        public void AppendFormatted(int value) => _line.Append(Literal.Of(value));

        public void AppendFormatted(long value) => _line.Append(Literal.Digits(value));
    }
}
