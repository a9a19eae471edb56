using System.Runtime.CompilerServices;

namespace ExplainGen.Rendering;

/// <summary>Argument checks whose messages name the argument, what was expected and what was found.</summary>
internal static class Guard
{
    /// <summary>Throws unless <paramref name="value"/> is 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is 0 or negative.</exception>
    public static void Positive(int value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (value < 1)
        {
            throw new ArgumentOutOfRangeException(name, value, $"Expected {name} to be 1 or more, found {value}.");
        }
    }

    /// <summary>Throws unless <paramref name="value"/> is 0 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static void NotNegative(int value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (value < 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"Expected {name} to be 0 or more, found {value}.");
        }
    }

    /// <summary>Throws unless <paramref name="value"/> is finite and above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is 0, negative, infinite or not a number.</exception>
    public static void PositiveFinite(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value > 0) || double.IsInfinity(value))
        {
            throw new ArgumentOutOfRangeException(
                name, value, FormattableString.Invariant($"Expected {name} to be finite and above 0, found {value}."));
        }
    }

    /// <summary>Throws unless <paramref name="value"/> is finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is infinite or not a number.</exception>
    public static void Finite(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(
                name, value, FormattableString.Invariant($"Expected {name} to be finite, found {value}."));
        }
    }

    /// <summary>Throws unless <paramref name="value"/> lies in 0..1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies outside, or is not a number.</exception>
    public static void Fraction(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"Expected {name} in 0..1, found {value}."));
        }
    }

    /// <summary>Throws unless <paramref name="found"/> equals the product <paramref name="expected"/>.</summary>
    /// <param name="found">The length of the span.</param>
    /// <param name="expected">The length it must have.</param>
    /// <param name="layout">How the length comes about, such as <c>"channels * height * width = 3 * 28 * 28"</c>.</param>
    /// <param name="name">The argument's name.</param>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static void Length(int found, long expected, string layout, string name)
    {
        if (found != expected)
        {
            throw new ArgumentException($"Expected {name} of length {expected} ({layout}), found {found}.", name);
        }
    }

    /// <summary>The number of bytes of a picture, which must fit one array.</summary>
    /// <exception cref="ArgumentException">A side is below 1 or the picture is too large.</exception>
    public static int PixelBytes(int width, int height, int bytesPerPixel)
    {
        Positive(width);
        Positive(height);
        Int128 bytes = (Int128)width * height * bytesPerPixel;
        return bytes <= Array.MaxLength
            ? (int)bytes
            : throw new ArgumentException(
                $"Expected a picture of at most {Array.MaxLength} bytes, found width x height = {width} x {height} ({bytes} bytes).",
                nameof(width));
    }
}
