namespace ExplainGen.Rendering;

/// <summary>Brings several pictures together in one.</summary>
public static class ImageGrid
{
    /// <summary>Lays pictures out row by row, each in the middle of a cell that fits the largest of them.</summary>
    /// <param name="images">One picture or more, of any sizes.</param>
    /// <param name="options">The layout; <see cref="ImageGridOptions.Default"/> when left out.</param>
    /// <returns>The grid.</returns>
    /// <exception cref="ArgumentException">
    /// There is no picture, one of them is null, the titles are not as many as the pictures, or the grid is too large.
    /// </exception>
    public static RgbImage Compose(IReadOnlyList<RgbImage> images, ImageGridOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        options ??= ImageGridOptions.Default;
        Check(images, options);

        int columns = options.Columns > 0 ? options.Columns : (int)Math.Ceiling(Math.Sqrt(images.Count));
        int rows = (images.Count + columns - 1) / columns;
        int cellWidth = images.Max(image => image.Width);
        int cellHeight = images.Max(image => image.Height);
        int dot = options.TextScale;
        int titleHeight = options.Titles is null ? 0 : (BitmapFont.Height + 2) * dot;
        int padding = options.Padding;
        var grid = new RgbImage(
            Side(columns, cellWidth, padding),
            Side(rows, (long)cellHeight + titleHeight, padding),
            options.Background);
        RgbColor ink = options.Background.Luma < 128 ? Paper.White : Paper.Ink;
        for (int i = 0; i < images.Count; i++)
        {
            RgbImage image = images[i];
            int left = padding + (i % columns * (cellWidth + padding));
            int top = padding + (i / columns * (cellHeight + titleHeight + padding));
            if (options.Titles is not null)
            {
                string title = BitmapFont.Fit(options.Titles[i], cellWidth, dot);
                grid.DrawText(title, left + ((cellWidth - BitmapFont.Measure(title, dot)) / 2), top + dot, ink, dot);
            }

            grid.Blit(image, left + ((cellWidth - image.Width) / 2), top + titleHeight + ((cellHeight - image.Height) / 2));
        }

        return grid;
    }

    /// <summary>
    /// The side of the grid, cut at the largest integer: no picture is so large, and that error is the picture's to tell.
    /// </summary>
    private static int Side(int cells, long size, int padding) => (int)Math.Min((cells * (size + padding)) + padding, int.MaxValue);

    private static void Check(IReadOnlyList<RgbImage> images, ImageGridOptions options)
    {
        if (images.Count == 0)
        {
            throw new ArgumentException("Expected one picture or more, found none.", nameof(images));
        }

        for (int i = 0; i < images.Count; i++)
        {
            if (images[i] is null)
            {
                throw new ArgumentException($"Expected pictures, found null at position {i}.", nameof(images));
            }

            if (options.Titles is { } titles && i < titles.Count && titles[i] is null)
            {
                throw new ArgumentException($"Expected titles, found null at position {i}.", nameof(options));
            }
        }

        if (options.Titles is not null && options.Titles.Count != images.Count)
        {
            throw new ArgumentException(
                $"Expected as many titles as pictures ({images.Count}), found {options.Titles.Count}.", nameof(options));
        }
    }
}
