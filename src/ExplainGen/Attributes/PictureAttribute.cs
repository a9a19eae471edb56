namespace ExplainGen;

/// <summary>
/// Says how a picture becomes the network's input: pixels in a range, minus a mean, divided by a standard deviation, channel by channel.
/// The network then takes pictures too (<c>Explain(RgbImage)</c>), and the bounds of its input are known to explainers that need them.
/// </summary>
/// <remarks>The input must be 1 x H x W, which takes the brightness of pixels, or 3 x H x W.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class PictureAttribute : Attribute
{
    /// <summary>The order of the channels; red, green, blue by default.</summary>
    public ChannelOrder Order { get; set; }

    /// <summary>How a picture is brought to the network's size; the middle is cut out by default.</summary>
    public PictureFit Fit { get; set; }

    /// <summary>What black becomes, before mean and deviation; 0 by default.</summary>
    public double Low { get; set; }

    /// <summary>What white becomes, likewise; above <see cref="Low"/>, 1 by default.</summary>
    public double High { get; set; } = 1;

    /// <summary>Subtracted from the channels, in the network's order: one number for all or one each; 0 by default.</summary>
    public double[]? Mean { get; set; }

    /// <summary>The channels are divided by this afterwards: one number for all or one each, above 0; 1 by default.</summary>
    public double[]? Deviation { get; set; }
}
