namespace ExplainGen.Graph;

/// <summary>What convolutions may give up in accuracy for speed.</summary>
public enum Accuracy
{
    /// <summary>3x3 convolutions may be computed over tiles of 4x4 outputs.</summary>
    Fast,

    /// <summary>3x3 convolutions may be computed over tiles of 2x2 outputs.</summary>
    Balanced,

    /// <summary>Every output is the plain sum of its products.</summary>
    Direct,
}
