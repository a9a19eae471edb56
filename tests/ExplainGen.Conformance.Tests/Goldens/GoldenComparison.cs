namespace ExplainGen.Conformance.Tests.Goldens;

/// <summary>A result beside its golden numbers.</summary>
/// <param name="Case">What is compared.</param>
/// <param name="Error">How far the result is off.</param>
/// <param name="Allowed">How far it may be.</param>
internal readonly record struct GoldenComparison(string Case, double Error, double Allowed)
{
    /// <summary>Whether the result is right; NaN is not.</summary>
    public bool Agrees => Error <= Allowed;

    public override string ToString() => FormattableString.Invariant($"{Case}: error {Error:g3}, allowed {Allowed:g3}");
}
