using System.Numerics;
using System.Numerics.Tensors;
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

        // Rows are brought to the new width before they are brought together, or afterwards, whichever is less: no picture then takes more
        // memory than the result, or more time than its pixels.
        var columns = new Triangle(scaleX, left, width);
        var rows = new Triangle(scaleY, top, height);
        bool narrowsFirst = newWidth < width;
        float[] result = new float[newWidth * newHeight * 3], line = new float[Math.Min(width, newWidth) * 3];
        float[] sums = narrowsFirst ? result : new float[line.Length * newHeight];
        (int First, int Count)[] covered = [.. Enumerable.Range(0, newHeight).Select(rows.Covered)];
        double[] weights = [.. Enumerable.Range(0, newHeight).Select(rows.Sum)];
        ReadOnlySpan<byte> pixels = picture.Pixels;
        int from = 0;
        for (int y = covered[0].First; y < covered[^1].First + covered[^1].Count; y++)
        {
            ReadOnlySpan<byte> row = pixels.Slice(y * width * 3, width * 3);
            if (narrowsFirst)
                columns.Resize(row, line);
            else
                TensorPrimitives.ConvertTruncating(row, line);

            // Windows move downwards, both ends of them.
            while (covered[from].First + covered[from].Count <= y)
                from++;
            for (int to = from; to < newHeight && covered[to].First <= y; to++)
            {
                Span<float> sum = sums.AsSpan(to * line.Length, line.Length);
                TensorPrimitives.MultiplyAdd(line, (float)(rows.Weight(to, y) / weights[to]), sum, sum);
            }
        }

        for (int y = 0; y < newHeight && !narrowsFirst; y++)
            columns.Resize<float>(sums.AsSpan(y * line.Length, line.Length), result.AsSpan(y * newWidth * 3, newWidth * 3));
        return result;
    }

    /// <summary>A triangle as wide as a new pixel is in the old picture, or as two old pixels when that is wider.</summary>
    /// <param name="scale">Old pixels a new one.</param>
    /// <param name="offset">Where the first new pixel begins.</param>
    /// <param name="size">How many old pixels there are.</param>
    private readonly struct Triangle(double scale, double offset, int size)
    {
        private readonly double _reach = Math.Max(scale, 1);

        /// <summary>The old pixels that a new one is made of: at least one.</summary>
        public (int First, int Count) Covered(int pixel)
        {
            double center = Center(pixel);
            int first = (int)Math.Clamp(Math.Ceiling(center - _reach), 0, size - 1);
            int last = (int)Math.Clamp(Math.Floor(center + _reach), first, size - 1);
            return (first, last - first + 1);
        }

        /// <summary>How much of a new pixel an old one is, beside the others; never nothing, so that any sum can be divided by.</summary>
        public double Weight(int pixel, int old) => Math.Max(1e-9, 1 - Math.Abs(old - Center(pixel)) / _reach);

        /// <summary>All weights of a new pixel.</summary>
        public double Sum(int pixel)
        {
            (int first, int count) = Covered(pixel);
            double sum = 0;
            for (int old = first; old < first + count; old++)
                sum += Weight(pixel, old);
            return sum;
        }

        /// <summary>One row of red, green, blue in another width.</summary>
        public void Resize<T>(ReadOnlySpan<T> row, Span<float> resized)
            where T : struct, INumberBase<T>
        {
            for (int x = 0; x < resized.Length / 3; x++)
            {
                (int first, int count) = Covered(x);
                double red = 0, green = 0, blue = 0, sum = 0;
                for (int old = first; old < first + count; old++)
                {
                    double weight = Weight(x, old);
                    red += weight * double.CreateTruncating(row[3 * old]);
                    green += weight * double.CreateTruncating(row[3 * old + 1]);
                    blue += weight * double.CreateTruncating(row[3 * old + 2]);
                    sum += weight;
                }

                (resized[3 * x], resized[3 * x + 1], resized[3 * x + 2]) = ((float)(red / sum), (float)(green / sum), (float)(blue / sum));
            }
        }

        private double Center(int pixel) => offset + (pixel + 0.5) * scale - 0.5;
    }
}
