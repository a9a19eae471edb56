using System.Collections.Immutable;
using ExplainGen.Rendering;

namespace ExplainGen;

/// <summary>
/// How a picture becomes a network's input: brought to its size, then <c>(low + (high - low) * pixel - mean) / deviation</c> for pixels
/// from 0 to 1, channel by channel. Declared by <see cref="PictureAttribute"/>.
/// </summary>
public sealed record PictureInput
{
    private readonly ImmutableArray<double> _mean = [0], _deviation = [1];

    /// <summary>For inputs of a shape.</summary>
    /// <param name="channels">1, which takes the brightness, or 3.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="width">Columns, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not what it must be.</exception>
    public PictureInput(int channels, int height, int width)
    {
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, $"Expected 1 or 3 channels, found {channels}.");
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        (Channels, Height, Width) = (channels, height, width);
    }

    /// <summary>1 or 3.</summary>
    public int Channels { get; }

    /// <summary>Rows of the input.</summary>
    public int Height { get; }

    /// <summary>Columns of the input.</summary>
    public int Width { get; }

    /// <summary>Elements of the input.</summary>
    public int Count => Channels * Height * Width;

    /// <summary>The order of the channels.</summary>
    public ChannelOrder Order { get; init; }

    /// <summary>How a picture is brought to the input's size.</summary>
    public PictureFit Fit { get; init; }

    /// <summary>What black becomes, before mean and deviation.</summary>
    public double Low { get; init; }

    /// <summary>What white becomes, likewise.</summary>
    public double High { get; init; } = 1;

    /// <summary>Subtracted from the channels, in the network's order; one for all or one each.</summary>
    /// <exception cref="ArgumentException">There is another number of them, or one is not finite.</exception>
    public ImmutableArray<double> Mean
    {
        get => _mean;
        init => _mean = Checked(value, double.IsFinite, "finite means", nameof(Mean));
    }

    /// <summary>The channels are divided by this afterwards; one for all or one each.</summary>
    /// <exception cref="ArgumentException">There is another number of them, or one is not above 0.</exception>
    public ImmutableArray<double> Deviation
    {
        get => _deviation;
        init => _deviation = Checked(value, v => double.IsFinite(v) && v > 0, "deviations above 0", nameof(Deviation));
    }

    /// <summary>A picture as the input, channel after channel, row after row.</summary>
    /// <param name="picture">Of any size.</param>
    public float[] Read(RgbImage picture)
    {
        float[] input = new float[Count];
        Read(picture, input);
        return input;
    }

    /// <summary>Writes a picture as the input. Nothing is allocated for a picture that has the input's size already.</summary>
    /// <param name="picture">Of any size.</param>
    /// <param name="input">Takes <see cref="Count"/> numbers, channel after channel, row after row.</param>
    /// <exception cref="ArgumentException">The length is another.</exception>
    public void Read(RgbImage picture, Span<float> input)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (input.Length != Count)
        {
            throw new ArgumentException(
                $"Expected room for {Channels}x{Height}x{Width} = {Count} numbers, found {input.Length}.", nameof(input));
        }

        if (picture.Width == Width && picture.Height == Height)
            Write((ReadOnlySpan<byte>)picture.Pixels, input);
        else
            Write<float>(Resampling.Resize(picture, Width, Height, Fit), input);
    }

    /// <summary>The part of a picture that the network sees, in the size in which it sees it.</summary>
    /// <param name="picture">Of any size.</param>
    public RgbImage Fitted(RgbImage picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        float[] pixels = Resampling.Resize(picture, Width, Height, Fit);
        return new RgbImage(Width, Height, Array.ConvertAll(pixels, p => (byte)Math.Clamp(MathF.Round(p), 0, 255)));
    }

    // Pixels are red, green, blue from 0 to 255, be they bytes or what is between them.
    private void Write<T>(ReadOnlySpan<T> pixels, Span<float> input)
        where T : struct, System.Numerics.INumberBase<T>
    {
        int plane = Height * Width;
        for (int channel = 0; channel < Channels; channel++)
        {
            double scale = (High - Low) / 255, mean = At(_mean, channel), deviation = At(_deviation, channel);
            int component = Order == ChannelOrder.Bgr ? 2 - channel : channel;
            for (int i = 0; i < plane; i++)
            {
                double pixel = Channels == 1
                    ? 0.299 * double.CreateTruncating(pixels[3 * i]) + 0.587 * double.CreateTruncating(pixels[3 * i + 1])
                        + 0.114 * double.CreateTruncating(pixels[3 * i + 2])
                    : double.CreateTruncating(pixels[3 * i + component]);
                input[channel * plane + i] = (float)((Low + scale * pixel - mean) / deviation);
            }
        }
    }

    private static double At(ImmutableArray<double> values, int channel) => values[values.Length == 1 ? 0 : channel];

    private ImmutableArray<double> Checked(ImmutableArray<double> values, Func<double, bool> valid, string expected, string name) =>
        !values.IsDefault && (values.Length == 1 || values.Length == Channels) && values.All(valid)
            ? values
            : throw new ArgumentException(
                $"Expected 1 or {Channels} {expected}, found {(values.IsDefault ? "none" : string.Join(", ", values))}.", name);
}
