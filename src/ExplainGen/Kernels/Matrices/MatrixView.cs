namespace ExplainGen.Kernels;

/// <summary>A matrix that lies in a tensor: rows are neighboring channels, columns the positions along the width axis.</summary>
/// <param name="data">The 16 lanes of column 0 in the block of the first row.</param>
/// <param name="firstLane">Lane of the first row in its block.</param>
/// <param name="rows">Number of rows.</param>
/// <param name="columns">Number of columns.</param>
/// <param name="blockStride">Floats from a block of rows to the next.</param>
internal readonly unsafe struct MatrixView(float* data, int firstLane, int rows, int columns, nint blockStride)
{
    private readonly float* _data = data;

    /// <summary>Number of rows.</summary>
    internal readonly int Rows = rows;

    /// <summary>Number of columns.</summary>
    internal readonly int Columns = columns;

    /// <summary>Floats from a block of rows to the next.</summary>
    internal readonly nint BlockStride = blockStride;

    /// <summary>The lane of a row in its block.</summary>
    internal int LaneOf(int row) => (firstLane + row) % TensorLayout.Lanes;

    /// <summary>The 16 lanes of a column in the block of a row.</summary>
    internal float* Pixel(int row, int column) =>
        _data + (firstLane + row) / TensorLayout.Lanes * BlockStride + (nint)column * TensorLayout.Lanes;

    /// <summary>
    /// Copies columns turned into rows: <c>to[r · stride + c] = this[row + r, column + c]</c> for c below <paramref name="columns"/>, and
    /// zeros up to c = 16.
    /// </summary>
    /// <param name="row">The first row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="column">The first column.</param>
    /// <param name="columns">Number of columns, at most 16.</param>
    /// <param name="to">Where the first row goes.</param>
    /// <param name="stride">Floats from a row's place to the next one's.</param>
    internal void CopyColumns(int row, int rows, int column, int columns, float* to, nint stride)
    {
        for (int done = 0; done < rows;)
        {
            int lane = LaneOf(row + done), run = Math.Min(rows - done, TensorLayout.Lanes - lane);
            float* from = Pixel(row + done, column) + lane;
            int last = done + run;
            for (; done <= last - Quad.Size; done += Quad.Size, from += Quad.Size)
            {
                for (int c = 0; c < TensorLayout.Lanes; c += Quad.Size)
                {
                    Quad quad = Quad.Load(from + c * TensorLayout.Lanes, TensorLayout.Lanes, columns - c);
                    quad.Transpose();
                    quad.Store(to + done * stride + c, stride, Quad.Size);
                }
            }

            for (; done < last; done++, from++)
            {
                for (int c = 0; c < TensorLayout.Lanes; c++)
                    to[done * stride + c] = c < columns ? from[c * TensorLayout.Lanes] : 0f;
            }
        }
    }
}
