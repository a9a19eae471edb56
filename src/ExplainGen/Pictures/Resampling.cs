using ExplainGen.Rendering;

namespace ExplainGen;

/// <summary>
/// Pictures in other sizes, by a triangle filter as wide as a new pixel: each new pixel is the weighted mean of what it covers, or lies
/// between its neighbors where the picture grows.
/// </summary>
internal static class Resampling
{
    /// <summary>The pixels of a picture in another size, 0 to 255, red, green, blue, row after row; not rounded.</summary>
    public static float[] Resize(RgbImage picture, int newWidth, int newHeight, PictureFit fit)
    {
        int width = picture.Width, height = picture.Height;
        double scaleX = (double)width / newWidth, scaleY = (double)height / newHeight, left = 0, top = 0;
        if (fit == PictureFit.Crop)
        {
            scaleX = scaleY = Math.Min(scaleX, scaleY);
            left = (width - scaleX * newWidth) / 2;
            top = (height - scaleY * newHeight) / 2;
        }

        // First along rows, then along columns; rows that no new row covers are not looked at.
        (int First, float[] Weights)[] columns = Filter(newWidth, scaleX, left, width), rows = Filter(newHeight, scaleY, top, height);
        int firstRow = rows[0].First, lastRow = rows[^1].First + rows[^1].Weights.Length;
        float[] narrow = new float[newWidth * (lastRow - firstRow) * 3];
        ReadOnlySpan<byte> pixels = picture.Pixels;
        for (int y = firstRow; y < lastRow; y++)
        {
            for (int x = 0; x < newWidth; x++)
            {
                (int first, float[] weights) = columns[x];
                float red = 0, green = 0, blue = 0;
                for (int i = 0, at = (y * width + first) * 3; i < weights.Length; i++, at += 3)
                {
                    red += weights[i] * pixels[at];
                    green += weights[i] * pixels[at + 1];
                    blue += weights[i] * pixels[at + 2];
                }

                Span<float> pixel = narrow.AsSpan(((y - firstRow) * newWidth + x) * 3, 3);
                (pixel[0], pixel[1], pixel[2]) = (red, green, blue);
            }
        }

        float[] result = new float[newWidth * newHeight * 3];
        for (int y = 0; y < newHeight; y++)
        {
            (int first, float[] weights) = rows[y];
            Span<float> row = result.AsSpan(y * newWidth * 3, newWidth * 3);
            for (int i = 0; i < weights.Length; i++)
            {
                ReadOnlySpan<float> source = narrow.AsSpan((first - firstRow + i) * newWidth * 3, newWidth * 3);
                for (int x = 0; x < row.Length; x++)
                    row[x] += weights[i] * source[x];
            }
        }

        return result;
    }

    // A triangle as wide as a new pixel is in the old picture, or as two old pixels when that is wider.
    private static (int First, float[] Weights)[] Filter(int size, double scale, double offset, int oldSize)
    {
        double reach = Math.Max(scale, 1);
        var filter = new (int, float[])[size];
        for (int i = 0; i < size; i++)
        {
            double center = offset + (i + 0.5) * scale - 0.5;
            int first = (int)Math.Clamp(Math.Ceiling(center - reach), 0, oldSize - 1);
            int last = (int)Math.Clamp(Math.Floor(center + reach), first, oldSize - 1);
            double[] weights = [.. Enumerable.Range(first, last - first + 1).Select(k => Math.Max(1e-9, 1 - Math.Abs(k - center) / reach))];
            double sum = weights.Sum();
            filter[i] = (first, Array.ConvertAll(weights, w => (float)(w / sum)));
        }

        return filter;
    }
}
