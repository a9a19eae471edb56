namespace ExplainGen;

/// <summary>What a network's convolutions may give up in accuracy for speed. Errors are those of one convolution.</summary>
public enum Accuracy
{
    /// <summary>
    /// 3x3 convolutions of many channels may use Winograd's F(4x4, 3x3): up to four times fewer products, and rounding errors about 2.6
    /// times those of the plain sum, 8e-7 of the output in the root mean square and below 2e-6 of the largest output.
    /// </summary>
    Fast,

    /// <summary>They may use F(2x2, 3x3): up to 2.25 times fewer products, with the rounding errors of the plain sum.</summary>
    Balanced,

    /// <summary>Every output is the plain sum of its products.</summary>
    Direct,
}
