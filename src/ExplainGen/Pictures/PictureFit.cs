namespace ExplainGen;

/// <summary>How a picture is brought to the size that a network takes.</summary>
public enum PictureFit
{
    /// <summary>Its shorter side fits, and the middle of the longer one is cut out.</summary>
    Crop,

    /// <summary>Both sides fit, whatever becomes of the proportions.</summary>
    Stretch,
}
