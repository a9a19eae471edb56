using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// Packs the left factor of a matrix product as the weights of a <see cref="MicroTile"/>: for each term of the sums, the values of the 16
/// or 32 rows that one or two blocks of the destination hold, zeros in lanes that are not those of the matrix.
/// </summary>
internal static unsafe class MatrixPanel
{
    /// <summary>Packs one block.</summary>
    /// <param name="factor">The factor as it lies in memory.</param>
    /// <param name="transposed">Whether it is the transpose that is multiplied.</param>
    /// <param name="row">The factor's row in lane 0; negative where its first row lies in a later lane.</param>
    /// <param name="panel">The block's lanes of the first term.</param>
    /// <param name="width">Floats from a term's lanes to the next one's.</param>
    internal static void Pack(in MatrixView factor, bool transposed, int row, float* panel, int width)
    {
        int rows = transposed ? factor.Columns : factor.Rows, terms = transposed ? factor.Rows : factor.Columns;
        int begin = Math.Max(0, -row), end = Math.Clamp(rows - row, begin, TensorLayout.Lanes);
        if (begin == end)
            Clear(panel, terms, width);
        else if (transposed && begin == 0)
            factor.CopyColumns(0, terms, row, end, panel, width);
        else if (!transposed && factor.LaneOf(row + begin) == begin)
            CopyLanes(factor, row, begin, end, panel, width);
        else
            Gather(factor, transposed, row, begin, end, panel, width);
    }

    // The lanes are in their places already.
    private static void CopyLanes(in MatrixView factor, int row, int begin, int end, float* panel, int width)
    {
        Vector512<float> mask = LaneMask.Range(begin, end);
        float* from = factor.Pixel(row + begin, 0);
        for (int term = 0; term < factor.Columns; term++, from += TensorLayout.Lanes, panel += width)
            (Vector512.Load(from) & mask).Store(panel);
    }

    private static void Gather(in MatrixView factor, bool transposed, int row, int begin, int end, float* panel, int width)
    {
        int terms = transposed ? factor.Rows : factor.Columns;
        Clear(panel, terms, width);
        for (int term = 0; term < terms; term++, panel += width)
        {
            for (int lane = begin; lane < end; lane++)
            {
                (int r, int c) = transposed ? (term, row + lane) : (row + lane, term);
                panel[lane] = factor.Pixel(r, c)[factor.LaneOf(r)];
            }
        }
    }

    private static void Clear(float* panel, int terms, int width)
    {
        for (int term = 0; term < terms; term++, panel += width)
            Vector512<float>.Zero.Store(panel);
    }
}
