namespace ExplainGen.Rendering;

/// <summary>Draws relevance of a one-dimensional input: each channel a band whose background is the relevance's color.</summary>
/// <remarks>
/// Channels are not brought together (<see cref="HeatmapOptions.Reduction"/> has no effect), all share one scale, and each sample is
/// <see cref="HeatmapOptions.Scale"/> pixels wide.
/// </remarks>
public static class SignalHeatmap
{
    private const int BandGap = 2;

    /// <summary>Draws a signal as a curve over its relevance.</summary>
    /// <param name="signal">channels * length numbers; each channel is stretched from its smallest to its largest.</param>
    /// <param name="relevance">The relevance of each number of <paramref name="signal"/>.</param>
    /// <param name="channels">Channels, 1 or more.</param>
    /// <param name="length">Samples a channel, 1 or more.</param>
    /// <param name="options">How to draw; <see cref="HeatmapOptions.Default"/> when left out.</param>
    /// <param name="bandHeight">The height of a channel's band in pixels, 1 or more.</param>
    /// <returns>The picture. The curve has a gap where the signal is not finite.</returns>
    /// <exception cref="ArgumentException">A size is below 1 or a length is not the product of the sizes.</exception>
    public static RgbImage Render(
        ReadOnlySpan<float> signal,
        ReadOnlySpan<float> relevance,
        int channels,
        int length,
        HeatmapOptions? options = null,
        int bandHeight = 64)
    {
        options ??= HeatmapOptions.Default;
        RgbImage image = Bands(relevance, channels, length, options, bandHeight, out RelevanceScale scale);
        Guard.Length(signal.Length, (long)channels * length, $"channels * length = {channels} * {length}", nameof(signal));
        for (int channel = 0; channel < channels; channel++)
        {
            Curve(image, signal.Slice(channel * length, length), channel * (bandHeight + BandGap), bandHeight, options);
        }

        return options.ShowColorBar ? ColorBar.Attach(image, options.ColorMap, scale) : image;
    }

    /// <summary>Draws relevance alone, as colored strips.</summary>
    /// <param name="relevance">channels * length numbers.</param>
    /// <param name="channels">Channels, 1 or more.</param>
    /// <param name="length">Samples a channel, 1 or more.</param>
    /// <param name="options">How to draw; <see cref="HeatmapOptions.Default"/> when left out.</param>
    /// <param name="bandHeight">The height of a channel's strip in pixels, 1 or more.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="ArgumentException">A size is below 1 or the length is not the product of the sizes.</exception>
    public static RgbImage RenderStrip(
        ReadOnlySpan<float> relevance, int channels, int length, HeatmapOptions? options = null, int bandHeight = 16)
    {
        options ??= HeatmapOptions.Default;
        RgbImage image = Bands(relevance, channels, length, options, bandHeight, out RelevanceScale scale);
        return options.ShowColorBar ? ColorBar.Attach(image, options.ColorMap, scale) : image;
    }

    private static RgbImage Bands(
        ReadOnlySpan<float> relevance, int channels, int length, HeatmapOptions options, int bandHeight, out RelevanceScale scale)
    {
        Guard.Positive(channels);
        Guard.Positive(length);
        Guard.Positive(bandHeight);
        Guard.Length(relevance.Length, (long)channels * length, $"channels * length = {channels} * {length}", nameof(relevance));
        double[] values = new double[relevance.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = relevance[i];
        }

        scale = RelevanceScale.Measure(values, options.Normalization);
        int width = (int)Math.Min((long)length * options.Scale, int.MaxValue);
        int height = (int)Math.Min(((long)channels * (bandHeight + BandGap)) - BandGap, int.MaxValue);
        var image = new RgbImage(width, height, Paper.White);
        for (int i = 0; i < values.Length; i++)
        {
            image.Fill(
                i % length * options.Scale,
                i / length * (bandHeight + BandGap),
                options.Scale,
                bandHeight,
                options.ColorMap.Map(scale.Position(values[i])));
        }

        return image;
    }

    private static void Curve(RgbImage image, ReadOnlySpan<float> signal, int top, int height, HeatmapOptions options)
    {
        float min = float.PositiveInfinity;
        float max = float.NegativeInfinity;
        foreach (float value in signal)
        {
            if (float.IsFinite(value))
            {
                min = Math.Min(min, value);
                max = Math.Max(max, value);
            }
        }

        // The curve keeps a tenth of the band free above and below; a constant one runs through the middle.
        double span = (double)max - min;
        double unit = span > 0 ? 0.8 * (height - 1) / span : 0;
        double middle = ((double)max + min) / 2;
        var stroke = new Stroke(image.Width, height);
        for (int i = 0; i < signal.Length; i++)
        {
            int next = Math.Min(i + 1, signal.Length - 1);
            if (float.IsFinite(signal[i]) && float.IsFinite(signal[next]))
            {
                stroke.Line(Column(i), Row(signal[i]), Column(next), Row(signal[next]));
            }
        }

        bool dark = options.ColorMap.Map(0).Luma < 128;
        stroke.Paint(image, top, ink: dark ? Paper.White : Paper.Ink, halo: dark ? Paper.Ink : Paper.White);

        double Column(int sample) => ((sample + 0.5) * options.Scale) - 0.5;
        double Row(float value) => ((height - 1) / 2.0) - ((value - middle) * unit);
    }
}
