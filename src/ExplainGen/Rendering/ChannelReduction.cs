namespace ExplainGen.Rendering;

/// <summary>How the channels of a pixel become one number.</summary>
public enum ChannelReduction
{
    /// <summary>Their sum, which keeps the total of the relevance: the usual choice for LRP.</summary>
    Sum,

    /// <summary>The largest, with its sign.</summary>
    Max,

    /// <summary>The largest magnitude, without a sign: the saliency map of Simonyan, Vedaldi and Zisserman (2014).</summary>
    MaxAbs,
}
