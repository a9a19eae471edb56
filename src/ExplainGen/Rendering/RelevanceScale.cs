using System.Buffers;

namespace ExplainGen.Rendering;

/// <summary>What relevance the ends of the color map stand for, and how many numbers have no color.</summary>
/// <param name="Low">The relevance of the first color; 0 when <paramref name="IsAbsolute"/>.</param>
/// <param name="High">The relevance of the last color.</param>
/// <param name="IsAbsolute">Whether magnitudes are shown instead of signed relevance.</param>
/// <param name="NonFinite">How many numbers are NaN or infinite. They take no part in the scale.</param>
public readonly record struct RelevanceScale(double Low, double High, bool IsAbsolute, int NonFinite)
{
    /// <summary>Where a relevance stands in the color map.</summary>
    /// <param name="relevance">Any number.</param>
    /// <returns>
    /// -1 at <see cref="Low"/>, 1 at <see cref="High"/>, beyond them less and more; exactly 0 for a relevance of 0 where the
    /// scale is symmetric; NaN when the relevance is not finite. A scale without extent puts everything at its center, and
    /// at its start when <see cref="IsAbsolute"/>.
    /// </returns>
    public double Position(double relevance)
    {
        if (!double.IsFinite(relevance))
        {
            return double.NaN;
        }

        double half = (High / 2) - (Low / 2);
        if (half == 0)
        {
            return IsAbsolute ? -1 : 0;
        }

        return ((IsAbsolute ? Math.Abs(relevance) : relevance) - ((High / 2) + (Low / 2))) / half;
    }

    /// <summary>How strong a relevance is, whatever its sign.</summary>
    /// <param name="relevance">Any number.</param>
    /// <returns>0 for 0, 1 at the scale's larger end and beyond; 0 when the relevance is not finite.</returns>
    public double Strength(double relevance)
    {
        double largest = Math.Max(Math.Abs(Low), Math.Abs(High));
        return largest > 0 && double.IsFinite(relevance) ? Math.Min(Math.Abs(relevance) / largest, 1) : 0;
    }

    /// <summary>Finds the scale of a map.</summary>
    internal static RelevanceScale Measure(ReadOnlySpan<double> relevance, Normalization normalization)
    {
        double min = double.PositiveInfinity;
        double max = double.NegativeInfinity;
        int finite = 0;
        foreach (double value in relevance)
        {
            if (double.IsFinite(value))
            {
                finite++;
                min = Math.Min(min, value);
                max = Math.Max(max, value);
            }
        }

        int nonFinite = relevance.Length - finite;
        if (finite == 0)
        {
            min = max = 0;
        }

        double largest = Math.Max(Math.Abs(min), Math.Abs(max));
        return normalization.Kind switch
        {
            NormalizationKind.Unaligned => new RelevanceScale(min, max, false, nonFinite),
            NormalizationKind.Absolute => new RelevanceScale(0, largest, true, nonFinite),
            NormalizationKind.Percentile when Percentile(relevance, finite, normalization.Parameter) is > 0 and double percentile =>
                new RelevanceScale(-percentile, percentile, false, nonFinite),
            NormalizationKind.Fixed => new RelevanceScale(-normalization.Parameter, normalization.Parameter, false, nonFinite),
            _ => new RelevanceScale(-largest, largest, false, nonFinite),
        };
    }

    private static double Percentile(ReadOnlySpan<double> relevance, int finite, double percent)
    {
        if (finite == 0)
        {
            return 0;
        }

        double[] rented = ArrayPool<double>.Shared.Rent(finite);
        int count = 0;
        foreach (double value in relevance)
        {
            if (double.IsFinite(value))
            {
                rented[count++] = Math.Abs(value);
            }
        }

        Span<double> magnitudes = rented.AsSpan(0, count);
        magnitudes.Sort();
        double rank = percent / 100 * (count - 1);
        int below = (int)rank;
        int above = Math.Min(below + 1, count - 1);
        double percentile = magnitudes[below] + ((rank - below) * (magnitudes[above] - magnitudes[below]));
        ArrayPool<double>.Shared.Return(rented);
        return percentile;
    }
}
