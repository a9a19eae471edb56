namespace ExplainGen.Kernels;

/// <summary>How a <see cref="Stabilizer"/> keeps denominators away from zero; s(z) is the sign of z with s(±0) = +1.</summary>
public enum StabilizerMode
{
    /// <summary>st(z) = z + ε·s(z)</summary>
    Add,

    /// <summary>st(z) = s(z)·max(|z|, ε)</summary>
    Clip,
}

/// <summary>
/// The stabilizer of relevance quotients, R / st(z). A quotient whose stabilized denominator is exactly zero (which takes
/// ε = 0) is zero, never NaN; its relevance counts as dropped.
/// </summary>
/// <param name="Epsilon">ε, at least 0.</param>
/// <param name="Mode">How ε enters.</param>
/// <param name="RmsScaled">
/// Whether ε is multiplied by the root mean square of z over all logical elements of the tensor, which makes it free of scale.
/// </param>
public readonly record struct Stabilizer(float Epsilon, StabilizerMode Mode = StabilizerMode.Add, bool RmsScaled = false)
{
    /// <summary>How ε enters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member of <see cref="StabilizerMode"/>.</exception>
    public StabilizerMode Mode { get; init => field = Checked(value); } = Checked(Mode);

    private static StabilizerMode Checked(StabilizerMode mode) => mode is StabilizerMode.Add or StabilizerMode.Clip
        ? mode
        : throw new ArgumentOutOfRangeException(nameof(Mode), mode, $"There is no stabilizer mode {(int)mode}: it is Add or Clip.");
}
