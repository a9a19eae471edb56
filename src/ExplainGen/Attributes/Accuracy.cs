namespace ExplainGen;

/// <summary>What a network's convolutions may give up in accuracy for speed. Errors are those of one convolution.</summary>
public enum Accuracy
{
    /// <summary>
    /// 3x3 convolutions of many channels may use Winograd's F(4x4, 3x3): up to four times fewer products, and rounding errors about twice
    /// those of a sum of one product after another (five times those of <see cref="Direct"/>, which sums in short parts): 8e-7 of the
    /// output in the root mean square, below 3e-6 of the largest output.
    /// </summary>
    Fast,

    /// <summary>
    /// They may use F(2x2, 3x3): up to 2.25 times fewer products, with rounding errors below those of a sum of one product after another.
    /// </summary>
    Balanced,

    /// <summary>Every output is the sum of its products, in short partial sums.</summary>
    Direct,
}
