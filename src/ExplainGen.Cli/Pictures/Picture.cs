using StbImageSharp;

namespace ExplainGen.Cli.Pictures;

/// <summary>A picture of three channels, pixels from 0 to 1, row by row.</summary>
internal sealed class Picture(int width, int height, float[] pixels)
{
    private const long MostPixels = 100_000_000;

    /// <summary>Columns.</summary>
    public int Width => width;

    /// <summary>Rows.</summary>
    public int Height => height;

    /// <summary>Loads a PNG, JPEG or BMP.</summary>
    /// <exception cref="CliException">The file is none of these, damaged, or too large.</exception>
    public static Picture Load(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        try
        {
            // The size is looked at before anything of that size is allocated.
            ImageInfo info = ImageInfo.FromStream(new MemoryStream(file)) ?? throw new CliException($"'{path}' is no PNG, JPEG or BMP.");
            if (info.Width < 1 || info.Height < 1 || (long)info.Width * info.Height > MostPixels)
                throw new CliException($"'{path}' has {info.Width} x {info.Height} pixels, where 1 to {MostPixels:N0} can be read.");
            ImageResult image = ImageResult.FromMemory(file, ColorComponents.RedGreenBlue);
            return new Picture(image.Width, image.Height, Array.ConvertAll(image.Data, b => b / 255f));
        }
        catch (Exception e) when (e is not CliException and not OutOfMemoryException)
        {
            // The decoder has no exception of its own: damaged files end in whatever they run into.
            throw new CliException($"'{path}' cannot be read as a picture: {e.Message}");
        }
    }

    /// <summary>The picture in another size.</summary>
    public Picture Resize(int newWidth, int newHeight, PictureFit fit)
    {
        double scaleX = (double)width / newWidth, scaleY = (double)height / newHeight, left = 0, top = 0;
        if (fit == PictureFit.Crop)
        {
            scaleX = scaleY = Math.Min(scaleX, scaleY);
            left = (width - scaleX * newWidth) / 2;
            top = (height - scaleY * newHeight) / 2;
        }

        // First along rows, then along columns; each pixel is the mean of what it covers, or lies between its neighbors.
        (int First, float[] Weights)[] columns = Filter(newWidth, scaleX, left, width), rows = Filter(newHeight, scaleY, top, height);
        var narrow = new float[newWidth * height * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < newWidth; x++)
            {
                (int first, float[] weights) = columns[x];
                for (int i = 0; i < weights.Length; i++)
                {
                    for (int c = 0; c < 3; c++)
                        narrow[(y * newWidth + x) * 3 + c] += weights[i] * pixels[(y * width + first + i) * 3 + c];
                }
            }
        }

        var result = new float[newWidth * newHeight * 3];
        for (int y = 0; y < newHeight; y++)
        {
            (int first, float[] weights) = rows[y];
            for (int i = 0; i < weights.Length; i++)
            {
                for (int x = 0; x < newWidth * 3; x++)
                    result[y * newWidth * 3 + x] += weights[i] * narrow[(first + i) * newWidth * 3 + x];
            }
        }

        return new Picture(newWidth, newHeight, result);
    }

    /// <summary>The picture as the input of a network, channel by channel; of one channel, its brightness.</summary>
    public float[] ToInput(int channels, Preprocessing preprocessing)
    {
        int plane = width * height;
        var input = new float[channels * plane];
        for (int i = 0; i < plane; i++)
        {
            float red = pixels[3 * i], green = pixels[3 * i + 1], blue = pixels[3 * i + 2];
            if (channels == 1)
            {
                input[i] = preprocessing.Value(0.299f * red + 0.587f * green + 0.114f * blue, 0);
                continue;
            }

            bool isBgr = preprocessing.Channels == ChannelOrder.Bgr;
            input[i] = preprocessing.Value(isBgr ? blue : red, 0);
            input[plane + i] = preprocessing.Value(green, 1);
            input[2 * plane + i] = preprocessing.Value(isBgr ? red : blue, 2);
        }

        return input;
    }

    /// <summary>The picture to be shown.</summary>
    public Rendering.RgbImage ToImage()
    {
        var bytes = new byte[pixels.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)Math.Clamp(MathF.Round(pixels[i] * 255), 0, 255);
        return new Rendering.RgbImage(width, height, bytes);
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
