namespace ExplainGen.Rendering;

/// <summary>
/// The five row filters of PNG and the choice among them by the smallest sum of absolute differences, as the
/// specification recommends.
/// </summary>
internal sealed class PngFilter
{
    private const int Kinds = 5;

    private readonly int _bytesPerPixel;
    private readonly byte[] _zeros;
    private readonly byte[][] _filtered;

    /// <summary>Creates the buffers for rows of one length.</summary>
    /// <param name="stride">Bytes a row.</param>
    /// <param name="bytesPerPixel">The distance to the pixel at the left.</param>
    public PngFilter(int stride, int bytesPerPixel)
    {
        _bytesPerPixel = bytesPerPixel;
        _zeros = new byte[stride];
        _filtered = new byte[Kinds][];
        for (int kind = 0; kind < Kinds; kind++)
        {
            _filtered[kind] = new byte[stride + 1];
            _filtered[kind][0] = (byte)kind;
        }
    }

    /// <summary>The row as it is, behind the byte that says so; valid until the next call.</summary>
    public ReadOnlySpan<byte> Keep(ReadOnlySpan<byte> row)
    {
        row.CopyTo(_filtered[0].AsSpan(1));
        return _filtered[0];
    }

    /// <summary>The row under the filter that leaves the least, behind that filter's number; valid until the next call.</summary>
    /// <param name="row">The row's bytes.</param>
    /// <param name="above">The row above, or nothing for the first.</param>
    public ReadOnlySpan<byte> Choose(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above)
    {
        above = above.IsEmpty ? _zeros : above;
        Keep(row);
        for (int i = 0; i < row.Length; i++)
        {
            int left = i < _bytesPerPixel ? 0 : row[i - _bytesPerPixel];
            int upperLeft = i < _bytesPerPixel ? 0 : above[i - _bytesPerPixel];
            _filtered[1][i + 1] = (byte)(row[i] - left);
            _filtered[2][i + 1] = (byte)(row[i] - above[i]);
            _filtered[3][i + 1] = (byte)(row[i] - ((left + above[i]) >> 1));
            _filtered[4][i + 1] = (byte)(row[i] - Paeth(left, above[i], upperLeft));
        }

        int best = 0;
        long least = long.MaxValue;
        for (int kind = 0; kind < Kinds; kind++)
        {
            long sum = 0;
            foreach (byte value in _filtered[kind].AsSpan(1))
            {
                sum += Math.Abs((int)(sbyte)value);
            }

            if (sum < least)
            {
                (best, least) = (kind, sum);
            }
        }

        return _filtered[best];
    }

    /// <summary>Whichever of the three neighbors is nearest to left + above - upper left; ties in that order.</summary>
    private static int Paeth(int left, int above, int upperLeft)
    {
        int estimate = left + above - upperLeft;
        int toLeft = Math.Abs(estimate - left);
        int toAbove = Math.Abs(estimate - above);
        int toUpperLeft = Math.Abs(estimate - upperLeft);
        return toLeft <= toAbove && toLeft <= toUpperLeft ? left : toAbove <= toUpperLeft ? above : upperLeft;
    }
}
