namespace ExplainGen.Graph;

/// <summary>How pictures become inputs, as written.</summary>
/// <param name="Origin">Which attribute of the class this is, for locations.</param>
public sealed record PictureDeclaration(Arguments Arguments, int Origin);

/// <summary>The order of the channels in a network that takes pictures in color.</summary>
public enum ChannelOrder
{
    Rgb,
    Bgr,
}

/// <summary>How a picture is brought to the size that a network takes.</summary>
public enum PictureFit
{
    Crop,
    Stretch,
}
