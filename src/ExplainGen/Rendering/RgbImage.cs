namespace ExplainGen.Rendering;

/// <summary>A picture in memory: 8 bits of red, green and blue a pixel, row after row from the top left.</summary>
public sealed class RgbImage
{
    private readonly byte[] _pixels;

    /// <summary>Creates a picture of one color.</summary>
    /// <param name="width">Pixels a row, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="background">The color of every pixel; black when left out.</param>
    /// <exception cref="ArgumentException">A side is below 1, or the picture does not fit one array.</exception>
    public RgbImage(int width, int height, RgbColor background = default)
    {
        _pixels = new byte[Guard.PixelBytes(width, height, 3)];
        Width = width;
        Height = height;
        if (background != default)
        {
            Fill(0, 0, width, height, background);
        }
    }

    /// <summary>Creates a picture from a copy of its pixels.</summary>
    /// <param name="width">Pixels a row, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="pixels">Red, green, blue of every pixel, row after row: 3 * width * height bytes.</param>
    /// <exception cref="ArgumentException">A side is below 1, or the length is not 3 * width * height.</exception>
    public RgbImage(int width, int height, ReadOnlySpan<byte> pixels)
    {
        int bytes = Guard.PixelBytes(width, height, 3);
        Guard.Length(pixels.Length, bytes, $"3 * width * height = 3 * {width} * {height}", nameof(pixels));
        _pixels = pixels.ToArray();
        Width = width;
        Height = height;
    }

    /// <summary>Pixels a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Red, green, blue of every pixel, row after row: 3 * <see cref="Width"/> * <see cref="Height"/> bytes, writable.</summary>
    public Span<byte> Pixels => _pixels;

    /// <summary>One pixel.</summary>
    /// <param name="x">Column, from 0 at the left.</param>
    /// <param name="y">Row, from 0 at the top.</param>
    /// <exception cref="ArgumentOutOfRangeException">The pixel lies outside the picture.</exception>
    public RgbColor this[int x, int y]
    {
        get
        {
            int at = Offset(x, y);
            return new RgbColor(_pixels[at], _pixels[at + 1], _pixels[at + 2]);
        }

        set
        {
            int at = Offset(x, y);
            _pixels[at] = value.R;
            _pixels[at + 1] = value.G;
            _pixels[at + 2] = value.B;
        }
    }

    /// <summary>Turns a network's input back into a picture.</summary>
    /// <param name="planar">Channel after channel, row after row: channels * height * width numbers.</param>
    /// <param name="channels">1 (gray) or 3 (red, green, blue).</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="width">Numbers a row, 1 or more.</param>
    /// <param name="low">The number that becomes 0; smaller ones do too.</param>
    /// <param name="high">The number that becomes 255, above <paramref name="low"/>; larger ones do too.</param>
    /// <returns>The picture. A component that is not a number becomes 128.</returns>
    /// <exception cref="ArgumentException">A length, a size or the range is wrong.</exception>
    public static RgbImage FromPlanar(ReadOnlySpan<float> planar, int channels, int height, int width, float low = 0, float high = 1)
    {
        if (!float.IsFinite(low) || !float.IsFinite(high) || low >= high)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Expected finite low < high, found low = {low}, high = {high}."), nameof(low));
        }

        double scale = 1 / ((double)high - low);
        double shift = -low * scale;
        return FromPlanar(planar, channels, height, width, [scale, scale, scale], [shift, shift, shift]);
    }

    /// <summary>
    /// Turns an input standardized by channel, <c>(pixel / 255 - mean) / deviation</c>, back into the picture it came from.
    /// </summary>
    /// <param name="planar">Channel after channel, row after row: channels * height * width numbers.</param>
    /// <param name="channels">1 (gray) or 3 (red, green, blue).</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="width">Numbers a row, 1 or more.</param>
    /// <param name="mean">The mean that was subtracted, one a channel.</param>
    /// <param name="deviation">The deviation that was divided by, one a channel, above 0.</param>
    /// <returns>The picture. A component that is not a number becomes 128.</returns>
    /// <exception cref="ArgumentException">A length, a size, a mean or a deviation is wrong.</exception>
    public static RgbImage FromStandardized(
        ReadOnlySpan<float> planar, int channels, int height, int width, ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation)
    {
        Guard.Length(mean.Length, channels, "one a channel", nameof(mean));
        Guard.Length(deviation.Length, channels, "one a channel", nameof(deviation));
        Span<double> scale = stackalloc double[3];
        Span<double> shift = stackalloc double[3];
        for (int channel = 0; channel < Math.Min(channels, 3); channel++)
        {
            if (!float.IsFinite(mean[channel]))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"Expected a finite mean, found {mean[channel]} for channel {channel}."), nameof(mean));
            }

            Guard.PositiveFinite(deviation[channel], nameof(deviation));
            scale[channel] = deviation[channel];
            shift[channel] = mean[channel];
        }

        return FromPlanar(planar, channels, height, width, scale, shift);
    }

    /// <summary>Enlarges by an integer factor, each pixel becoming a square of its color (nearest neighbor).</summary>
    /// <param name="factor">The side of the square, 1 or more.</param>
    /// <returns>A new picture, <paramref name="factor"/> times as wide and as high.</returns>
    /// <exception cref="ArgumentException">The factor is below 1, or the result does not fit one array.</exception>
    public RgbImage Scale(int factor)
    {
        Guard.Positive(factor);
        int width = (int)Math.Min((long)Width * factor, int.MaxValue);
        int height = (int)Math.Min((long)Height * factor, int.MaxValue);
        var scaled = new RgbImage(width, height);
        int stride = 3 * width;
        for (int y = 0; y < Height; y++)
        {
            Span<byte> row = scaled._pixels.AsSpan(y * factor * stride, stride);
            for (int x = 0; x < Width; x++)
            {
                ReadOnlySpan<byte> pixel = _pixels.AsSpan(3 * ((y * Width) + x), 3);
                for (int copy = 0; copy < factor; copy++)
                {
                    pixel.CopyTo(row[(3 * ((x * factor) + copy))..]);
                }
            }

            for (int copy = 1; copy < factor; copy++)
            {
                row.CopyTo(scaled._pixels.AsSpan(((y * factor) + copy) * stride));
            }
        }

        return scaled;
    }

    /// <summary>Takes the color out of the picture.</summary>
    /// <returns>A new picture in which every pixel is gray, of its <see cref="RgbColor.Luma"/>.</returns>
    public RgbImage Desaturate()
    {
        var gray = new RgbImage(Width, Height);
        for (int at = 0; at < _pixels.Length; at += 3)
        {
            gray._pixels.AsSpan(at, 3).Fill(new RgbColor(_pixels[at], _pixels[at + 1], _pixels[at + 2]).Luma);
        }

        return gray;
    }

    /// <summary>Copies another picture into this one. What would lie outside is cut off.</summary>
    /// <param name="source">The picture to copy; not this one.</param>
    /// <param name="x">The column its left edge comes to; may be negative.</param>
    /// <param name="y">The row its top edge comes to; may be negative.</param>
    /// <exception cref="ArgumentException"><paramref name="source"/> is null or this picture itself.</exception>
    public void Blit(RgbImage source, int x, int y)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (ReferenceEquals(source, this))
        {
            throw new ArgumentException("Expected another picture than the one copied into.", nameof(source));
        }

        (int left, int right) = Clip(x, source.Width, Width);
        (int top, int bottom) = Clip(y, source.Height, Height);
        for (int row = top; row < bottom && left < right; row++)
        {
            source._pixels.AsSpan(3 * (((row - y) * source.Width) + (left - x)), 3 * (right - left))
                .CopyTo(_pixels.AsSpan(3 * ((row * Width) + left)));
        }
    }

    /// <summary>Fills a rectangle. What would lie outside is cut off.</summary>
    /// <param name="x">Its left column; may be negative.</param>
    /// <param name="y">Its top row; may be negative.</param>
    /// <param name="width">Its columns, 0 or more.</param>
    /// <param name="height">Its rows, 0 or more.</param>
    /// <param name="color">The color to fill it with.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    public void Fill(int x, int y, int width, int height, RgbColor color)
    {
        Guard.NotNegative(width);
        Guard.NotNegative(height);
        (int left, int right) = Clip(x, width, Width);
        (int top, int bottom) = Clip(y, height, Height);
        for (int row = top; row < bottom; row++)
        {
            for (int column = left; column < right; column++)
            {
                int at = 3 * ((row * Width) + column);
                _pixels[at] = color.R;
                _pixels[at + 1] = color.G;
                _pixels[at + 2] = color.B;
            }
        }
    }

    /// <summary>Writes one line of text in the built-in bitmap font. What would lie outside is cut off.</summary>
    /// <param name="text">The text; characters beyond ASCII show as a box.</param>
    /// <param name="x">The column of its left edge; may be negative.</param>
    /// <param name="y">The row of the capitals' top edge; may be negative.</param>
    /// <param name="color">The ink.</param>
    /// <param name="scale">The side of one dot in pixels, 1 or more; capitals are 7 dots high.</param>
    /// <exception cref="ArgumentException"><paramref name="text"/> is null or <paramref name="scale"/> is below 1.</exception>
    public void DrawText(string text, int x, int y, RgbColor color, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(text);
        Guard.Positive(scale);
        BitmapFont.Draw(this, text, x, y, color, scale);
    }

    /// <summary>Encodes the picture as PNG.</summary>
    /// <returns>The file's bytes.</returns>
    public byte[] ToPng() => ToWriter().Encode();

    /// <summary>Saves the picture as PNG: a temporary file beside <paramref name="path"/>, then a rename over it.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => ToWriter().Save(path);

    private static RgbImage FromPlanar(
        ReadOnlySpan<float> planar, int channels, int height, int width, ReadOnlySpan<double> scale, ReadOnlySpan<double> shift)
    {
        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, $"Expected channels to be 1 or 3, found {channels}.");
        }

        var image = new RgbImage(width, height);
        Guard.Length(
            planar.Length, (long)channels * height * width, $"channels * height * width = {channels} * {height} * {width}", nameof(planar));
        int plane = height * width;
        for (int component = 0; component < 3; component++)
        {
            int channel = channels == 1 ? 0 : component;
            ReadOnlySpan<float> values = planar.Slice(channel * plane, plane);
            for (int pixel = 0; pixel < plane; pixel++)
            {
                image._pixels[(3 * pixel) + component] = ToByte((values[pixel] * scale[channel]) + shift[channel]);
            }
        }

        return image;
    }

    private static byte ToByte(double fraction) =>
        double.IsNaN(fraction) ? (byte)128 : (byte)Math.Floor((Math.Clamp(fraction, 0, 1) * 255) + 0.5);

    private static (int From, int To) Clip(int start, int length, int limit) =>
        (Math.Max(start, 0), (int)Math.Clamp((long)start + length, 0, limit));

    private PngWriter ToWriter() => PngWriter.Rgb(Width, Height, _pixels);

    private int Offset(int x, int y)
    {
        if ((uint)x >= (uint)Width)
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, $"Expected x in 0..{Width - 1}, found {x}.");
        }

        if ((uint)y >= (uint)Height)
        {
            throw new ArgumentOutOfRangeException(nameof(y), y, $"Expected y in 0..{Height - 1}, found {y}.");
        }

        return 3 * ((y * Width) + x);
    }
}
