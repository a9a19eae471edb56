namespace ExplainGen.Kernels;

/// <summary>
/// Conversion between vectors one behind the other and the columns of a tensor, in which several vectors stand side by side along the width
/// axis.
/// </summary>
internal static unsafe class Columns
{
    /// <summary>Most columns of a tensor.</summary>
    internal const int Most = 32;

    /// <summary>Writes vectors as the first columns; the other ones and padding lanes become zero.</summary>
    /// <param name="vectors">Up to as many vectors as the tensor has columns.</param>
    /// <param name="t">The tensor, of a depth and height of 1.</param>
    internal static void Load(ReadOnlySpan<float> vectors, in Tensor t)
    {
        TensorLayout layout = t.Layout;
        int count = Count(vectors.Length, layout);
        for (int block = 0; block < layout.Blocks; block++)
        {
            int lanes = layout.LanesOf(block);
            var row = new Span<float>(t.Row(block), layout.RowLength);
            for (int column = 0; column < count; column++)
            {
                Span<float> pixel = row.Slice(column * TensorLayout.Lanes, TensorLayout.Lanes);
                vectors.Slice(column * layout.Channels + block * TensorLayout.Lanes, lanes).CopyTo(pixel);
                pixel[lanes..].Clear();
            }

            row[(count * TensorLayout.Lanes)..].Clear();
        }
    }

    /// <summary>Copies the first columns out, one behind the other.</summary>
    /// <param name="t">The tensor, of a depth and height of 1.</param>
    /// <param name="vectors">Room for up to as many vectors as the tensor has columns.</param>
    internal static void Store(in Tensor t, Span<float> vectors)
    {
        TensorLayout layout = t.Layout;
        int count = Count(vectors.Length, layout);
        for (int block = 0; block < layout.Blocks; block++)
        {
            int lanes = layout.LanesOf(block);
            var row = new ReadOnlySpan<float>(t.Row(block), layout.RowLength);
            for (int column = 0; column < count; column++)
            {
                row.Slice(column * TensorLayout.Lanes, lanes)
                    .CopyTo(vectors.Slice(column * layout.Channels + block * TensorLayout.Lanes, lanes));
            }
        }
    }

    private static int Count(int length, TensorLayout layout)
    {
        int count = length / layout.Channels;
        if (count * layout.Channels != length || count > layout.Width)
            throw new ArgumentException($"{length} values are not up to {layout.Width} vectors of {layout.Channels}.", "vectors");
        return count;
    }
}
