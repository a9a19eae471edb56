using System.Collections.Immutable;
using System.Numerics;
using ExplainGen.Rendering;

namespace ExplainGen;

/// <summary>
/// How a picture becomes a network's input: brought to its size, then <c>(low + (high - low) * pixel - mean) / deviation</c> for pixels
/// from 0 to 1, channel by channel. Declared by <see cref="PictureAttribute"/>. Immutable.
/// </summary>
public sealed class PictureInput
{
    private readonly ImmutableArray<double> _mean = [0], _deviation = [1];

    /// <summary>For inputs of a shape.</summary>
    /// <param name="channels">1, which takes the brightness, or 3.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="width">Columns, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not what it must be, or all of them are more than one array holds.</exception>
    public PictureInput(int channels, int height, int width)
    {
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, $"Expected 1 or 3 channels, found {channels}.");
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((BigInteger)3 * height * width, Array.MaxLength, nameof(height));
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
    /// <exception cref="ArgumentOutOfRangeException">Set to an undefined number.</exception>
    public ChannelOrder Order
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Order), value, $"Expected Rgb or Bgr, found {value}.");
    }

    /// <summary>How a picture is brought to the input's size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to an undefined number.</exception>
    public PictureFit Fit
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Fit), value, $"Expected Crop or Stretch, found {value}.");
    }

    /// <summary>What black becomes, before mean and deviation; 0 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to what is not finite.</exception>
    public double Low
    {
        get;
        init => field = Finite(value, nameof(Low));
    }

    /// <summary>What white becomes, likewise; 1 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to what is not finite.</exception>
    public double High
    {
        get;
        init => field = Finite(value, nameof(High));
    } = 1;

    /// <summary>Subtracted from the channels, in the network's order; one for all or one each; 0 unless set.</summary>
    /// <exception cref="ArgumentException">There is another number of them, or one is not finite.</exception>
    public ImmutableArray<double> Mean
    {
        get => _mean;
        init => _mean = Checked(value, double.IsFinite, "finite means", nameof(Mean));
    }

    /// <summary>The channels are divided by this afterwards; one for all or one each; 1 unless set.</summary>
    /// <exception cref="ArgumentException">There is another number of them, or one is not finite and above 0.</exception>
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

        if (IsFitted(picture))
            Write((ReadOnlySpan<byte>)picture.Pixels, input);
        else
            Write<float>(Resampling.Resize(picture, Width, Height, Fit), input);
    }

    /// <summary>The part of a picture that the network sees, in the size in which it sees it; the picture itself if it has that size.</summary>
    /// <param name="picture">Of any size.</param>
    public RgbImage Fitted(RgbImage picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return IsFitted(picture)
            ? picture
            : new RgbImage(Width, Height, Array.ConvertAll(
                Resampling.Resize(picture, Width, Height, Fit), pixel => (byte)Math.Clamp(MathF.Round(pixel), 0, 255)));
    }

    private bool IsFitted(RgbImage picture) => picture.Width == Width && picture.Height == Height;

    // Pixels are red, green, blue from 0 to 255, be they bytes or what is between them.
    private void Write<T>(ReadOnlySpan<T> pixels, Span<float> input)
        where T : struct, INumberBase<T>
    {
        int plane = Height * Width;
        double scale = (High - Low) / 255;
        for (int channel = 0; channel < Channels; channel++)
        {
            double mean = At(_mean, channel), deviation = At(_deviation, channel);
            int component = Order == ChannelOrder.Bgr ? 2 - channel : channel;
            for (int i = 0; i < plane; i++)
            {
                // One channel takes the brightness as Rec. 601 weighs it.
                double pixel = Channels == 1
                    ? 0.299 * double.CreateTruncating(pixels[3 * i]) + 0.587 * double.CreateTruncating(pixels[3 * i + 1])
                        + 0.114 * double.CreateTruncating(pixels[3 * i + 2])
                    : double.CreateTruncating(pixels[3 * i + component]);
                input[channel * plane + i] = (float)((Low + scale * pixel - mean) / deviation);
            }
        }
    }

    private static double At(ImmutableArray<double> values, int channel) => values[values.Length == 1 ? 0 : channel];

    private static double Finite(double value, string name) => double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"Expected a finite number, found {value}.");

    private ImmutableArray<double> Checked(ImmutableArray<double> values, Func<double, bool> valid, string expected, string name) =>
        !values.IsDefault && (values.Length == 1 || values.Length == Channels) && values.All(valid)
            ? values
            : throw new ArgumentException(
                $"Expected 1 or {Channels} {expected}, found {(values.IsDefault ? "none" : string.Join(", ", values))}.", name);
}
