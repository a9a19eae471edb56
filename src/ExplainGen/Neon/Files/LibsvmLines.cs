using System.Globalization;
using System.Text;
using ExplainGen.Weights;

namespace ExplainGen.Neon;

/// <summary>
/// The lines of a text file and the words and numbers in them. Memory is bounded by the longest line, and a line by
/// <see cref="MaxLength"/>.
/// </summary>
internal sealed class LibsvmLines(Stream stream, string fileName)
{
    /// <summary>The bytes of a line; enough for millions of features.</summary>
    public const int MaxLength = 1 << 26;

    private const int QuotedBytes = 400;

    // Of the current line, what was not read yet.
    private ReadOnlyMemory<byte> _rest;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <summary>The number of the current line, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Goes to the next line.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="LibsvmException">It is too long.</exception>
    public bool NextLine()
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
                return Take(searched + length, next: 1);
            searched = _end - _start;
            if (!Fill())
                return searched > 0 && Take(searched, next: 0);
        }
    }

    /// <summary>The next word of the line: what stands between spaces.</summary>
    /// <returns>Whether there is one.</returns>
    public bool NextWord(out ReadOnlySpan<byte> word)
    {
        ReadOnlySpan<byte> rest = _rest.Span;
        int start = rest.IndexOfAnyExcept(" \t\r"u8);
        if (start < 0)
        {
            _rest = default;
            word = default;
            return false;
        }

        int length = rest[start..].IndexOfAny(" \t\r"u8);
        length = length < 0 ? rest.Length - start : length;
        word = rest.Slice(start, length);
        _rest = _rest[(start + length)..];
        return true;
    }

    /// <summary>A finite number.</summary>
    /// <param name="word">Its text.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <exception cref="LibsvmException">The word is none.</exception>
    public double Number64(ReadOnlySpan<byte> word, string what) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw Error($"{what} is {Quote(word)}; expected a finite number");

    /// <summary>A whole number within bounds.</summary>
    /// <param name="word">Its text.</param>
    /// <param name="least">The least it may be.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <exception cref="LibsvmException">The word is none, or it is outside the bounds.</exception>
    public int Integer(ReadOnlySpan<byte> word, int least, string what) =>
        int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least
            ? value
            : throw Error($"{what} is {Quote(word)}; expected a whole number from {least} to {int.MaxValue}");

    /// <summary>The error at the current line.</summary>
    public LibsvmException Error(FormattableString problem) =>
        new(fileName, Math.Max(1, Number), FormattableString.Invariant(problem));

    /// <summary>A word as it may stand in a message.</summary>
    public static string Quote(ReadOnlySpan<byte> word) =>
        WeightsException.Quote(Encoding.UTF8.GetString(word[..Math.Min(word.Length, QuotedBytes)]));

    private bool Take(int length, int next)
    {
        Number++;
        _rest = _buffer.AsMemory(_start, length);
        _start += length + next;
        return true;
    }

    // More bytes behind those that are left; they move to the front, or the buffer grows, when there is no room.
    private bool Fill()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxLength)
            {
                Number++;
                throw Error($"the line is longer than {MaxLength} bytes; expected one support vector or point a line");
            }

            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
