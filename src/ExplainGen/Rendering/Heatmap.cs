namespace ExplainGen.Rendering;

/// <summary>Draws relevance as a picture: one colored pixel, or square of pixels, for each place of the input.</summary>
/// <remarks>
/// Relevance is planar: channel after channel, row after row, as a generated model returns it. A number that is NaN or infinite
/// makes its own pixel <see cref="ColorMap.Neutral"/> gray, is counted in <see cref="RelevanceScale.NonFinite"/>, and touches
/// nothing else in the picture.
/// </remarks>
public static class Heatmap
{
    private const double OverlayFade = 0.5;

    /// <summary>Draws relevance.</summary>
    /// <param name="relevance">channels * height * width numbers.</param>
    /// <param name="channels">Channels, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="width">Numbers a row, 1 or more.</param>
    /// <param name="options">How to draw; <see cref="HeatmapOptions.Default"/> when left out.</param>
    /// <returns>The picture, Scale * width x Scale * height pixels, larger when there is a color bar.</returns>
    /// <exception cref="ArgumentException">A size is below 1, the length is not their product, or the picture is too large.</exception>
    public static RgbImage Render(ReadOnlySpan<float> relevance, int channels, int height, int width, HeatmapOptions? options = null) =>
        Render(relevance, channels, height, width, options, out _);

    /// <summary>Draws relevance and tells what the colors stand for.</summary>
    /// <param name="relevance">channels * height * width numbers.</param>
    /// <param name="channels">Channels, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="width">Numbers a row, 1 or more.</param>
    /// <param name="options">How to draw; <see cref="HeatmapOptions.Default"/> when null.</param>
    /// <param name="scale">The relevance of the first and last color, and how many pixels had none.</param>
    /// <returns>The picture, Scale * width x Scale * height pixels, larger when there is a color bar.</returns>
    /// <exception cref="ArgumentException">A size is below 1, the length is not their product, or the picture is too large.</exception>
    public static RgbImage Render(
        ReadOnlySpan<float> relevance, int channels, int height, int width, HeatmapOptions? options, out RelevanceScale scale)
    {
        options ??= HeatmapOptions.Default;
        double[] map = Reduce(relevance, channels, height, width, options.Reduction);
        scale = RelevanceScale.Measure(map, options.Normalization);
        var image = new RgbImage(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                image[x, y] = options.ColorMap.Map(scale.Position(map[(y * width) + x]));
            }
        }

        return Finish(image, options, scale);
    }

    /// <summary>
    /// Draws relevance over the input it belongs to: the input in gray, faded halfway to the map's center, covered by the relevance's
    /// color the more, the stronger it is.
    /// </summary>
    /// <param name="input">
    /// The input as a picture (<see cref="RgbImage.FromPlanar(ReadOnlySpan{float}, int, int, int, float, float)"/>), of the
    /// relevance's size or, for the relevance of an inner layer, an integer multiple of it in each direction.
    /// </param>
    /// <param name="relevance">channels * height * width numbers.</param>
    /// <param name="channels">Channels, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="width">Numbers a row, 1 or more.</param>
    /// <param name="options">How to draw; <see cref="HeatmapOptions.Default"/> when left out.</param>
    /// <returns>The picture, Scale times as large as the input, larger when there is a color bar.</returns>
    /// <exception cref="ArgumentException">
    /// A size is below 1, the length is not their product, or the input's size is no multiple of it.
    /// </exception>
    public static RgbImage Overlay(
        RgbImage input, ReadOnlySpan<float> relevance, int channels, int height, int width, HeatmapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        options ??= HeatmapOptions.Default;
        double[] map = Reduce(relevance, channels, height, width, options.Reduction);
        if (input.Width % width != 0 || input.Height % height != 0)
        {
            throw new ArgumentException(
                $"Expected an input of width x height = {width} x {height} or integer multiples, found {input.Width} x {input.Height}.",
                nameof(input));
        }

        var scale = RelevanceScale.Measure(map, options.Normalization);
        int blockWidth = input.Width / width;
        int blockHeight = input.Height / height;
        RgbColor center = options.ColorMap.Map(0);
        var image = new RgbImage(input.Width, input.Height);
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                double value = map[((y / blockHeight) * width) + (x / blockWidth)];
                double cover = Cover(value, scale, options);
                byte luma = input[x, y].Luma;
                // Faded, because contrasts of the input as strong as the relevance's own would compete with it.
                RgbColor ground = RgbColor.Blend(new RgbColor(luma, luma, luma), center, OverlayFade);
                image[x, y] = RgbColor.Blend(ground, options.ColorMap.Map(scale.Position(value)), cover);
            }
        }

        return Finish(image, options, scale);
    }

    /// <summary>
    /// Draws relevance as a transparent picture to lay over the input, in a page or another program: each pixel has its
    /// relevance's color, and covers the more, the stronger it is.
    /// </summary>
    /// <param name="relevance">channels * height * width numbers.</param>
    /// <param name="channels">Channels, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="width">Numbers a row, 1 or more.</param>
    /// <param name="options">How to draw, Scale and color bar left aside; <see cref="HeatmapOptions.Default"/> when left out.</param>
    /// <returns>A PNG with transparency, width x height pixels.</returns>
    /// <exception cref="ArgumentException">A size is below 1 or the length is not their product.</exception>
    public static PngWriter Layer(ReadOnlySpan<float> relevance, int channels, int height, int width, HeatmapOptions? options = null)
    {
        options ??= HeatmapOptions.Default;
        double[] map = Reduce(relevance, channels, height, width, options.Reduction);
        var scale = RelevanceScale.Measure(map, options.Normalization);
        byte[] samples = new byte[Guard.PixelBytes(width, height, 4)];
        for (int i = 0; i < map.Length; i++)
        {
            (samples[4 * i], samples[(4 * i) + 1], samples[(4 * i) + 2]) = options.ColorMap.Map(scale.Position(map[i]));
            samples[(4 * i) + 3] = (byte)Math.Round(255 * Cover(map[i], scale, options));
        }

        return PngWriter.Rgba(width, height, samples);
    }

    /// <summary>
    /// Draws relevance as a picture with a palette (<see cref="ColorMap.ToPalette"/>), a byte a pixel, whose colors can be exchanged
    /// in the file later: index 128 is exactly 0, index 0 is what is not finite.
    /// </summary>
    /// <param name="relevance">channels * height * width numbers.</param>
    /// <param name="channels">Channels, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="width">Numbers a row, 1 or more.</param>
    /// <param name="options">How to draw, Scale and color bar left aside; <see cref="HeatmapOptions.Default"/> when left out.</param>
    /// <returns>A PNG with a palette, width x height pixels.</returns>
    /// <exception cref="ArgumentException">A size is below 1 or the length is not their product.</exception>
    public static PngWriter Indexed(ReadOnlySpan<float> relevance, int channels, int height, int width, HeatmapOptions? options = null)
    {
        options ??= HeatmapOptions.Default;
        double[] map = Reduce(relevance, channels, height, width, options.Reduction);
        var scale = RelevanceScale.Measure(map, options.Normalization);
        byte[] indices = Array.ConvertAll(map, value => ColorMap.PaletteIndex(scale.Position(value)));
        return PngWriter.Indexed(width, height, indices, options.ColorMap.ToPalette());
    }

    /// <summary>
    /// Finds the scale that <see cref="Render(ReadOnlySpan{float}, int, int, int, HeatmapOptions?)"/> would use. To draw several
    /// maps on one scale, take the largest <see cref="RelevanceScale.High"/> and draw all with <see cref="Normalization.Fixed"/>.
    /// </summary>
    /// <param name="relevance">channels * height * width numbers.</param>
    /// <param name="channels">Channels, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="width">Numbers a row, 1 or more.</param>
    /// <param name="options">How it would be drawn; <see cref="HeatmapOptions.Default"/> when left out.</param>
    /// <returns>The scale.</returns>
    /// <exception cref="ArgumentException">A size is below 1 or the length is not their product.</exception>
    public static RelevanceScale Measure(ReadOnlySpan<float> relevance, int channels, int height, int width, HeatmapOptions? options = null)
    {
        options ??= HeatmapOptions.Default;
        return RelevanceScale.Measure(Reduce(relevance, channels, height, width, options.Reduction), options.Normalization);
    }

    /// <summary>
    /// How much of the input a relevance hides. The square root of its strength lets middling relevance, already pale in its own
    /// color, still be seen; what is not finite must not be overlooked.
    /// </summary>
    private static double Cover(double relevance, RelevanceScale scale, HeatmapOptions options) =>
        options.OverlayOpacity * (double.IsFinite(relevance) ? Math.Sqrt(scale.Strength(relevance)) : 1);

    private static RgbImage Finish(RgbImage image, HeatmapOptions options, RelevanceScale scale)
    {
        RgbImage scaled = options.Scale == 1 ? image : image.Scale(options.Scale);
        return options.ShowColorBar ? ColorBar.Attach(scaled, options.ColorMap, scale) : scaled;
    }

    /// <summary>Brings the channels together in double precision, so that the sum of finite numbers is finite.</summary>
    private static double[] Reduce(ReadOnlySpan<float> relevance, int channels, int height, int width, ChannelReduction reduction)
    {
        Guard.Positive(channels);
        int plane = Guard.PixelBytes(width, height, 1);
        Guard.Length(
            relevance.Length,
            (long)channels * plane,
            $"channels * height * width = {channels} * {height} * {width}",
            nameof(relevance));
        double[] map = new double[plane];
        for (int i = 0; i < plane; i++)
        {
            double value = Read(relevance[i], reduction);
            for (int at = plane + i; at < relevance.Length; at += plane)
            {
                double next = Read(relevance[at], reduction);
                value = reduction == ChannelReduction.Sum ? value + next : Math.Max(value, next);
            }

            map[i] = value;
        }

        return map;
    }

    /// <summary>NaN stands for all that is not finite: unlike -infinity, it survives a sum and a maximum.</summary>
    private static double Read(float relevance, ChannelReduction reduction) =>
        !float.IsFinite(relevance) ? double.NaN : reduction == ChannelReduction.MaxAbs ? Math.Abs(relevance) : relevance;
}
