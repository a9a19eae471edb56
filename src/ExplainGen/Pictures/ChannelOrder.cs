namespace ExplainGen;

/// <summary>The order of the channels in a network that takes pictures in color.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red, as Caffe and OpenCV have it.</summary>
    Bgr,
}
