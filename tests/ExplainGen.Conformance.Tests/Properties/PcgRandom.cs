using CsCheck;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>CsCheck's generator of random numbers for code that draws from .NET's.</summary>
internal sealed class PcgRandom(PCG pcg) : Random
{
    public override int Next() => (int)pcg.Next(int.MaxValue);

    protected override double Sample() => (pcg.Next64() >> 11) * (1.0 / (1UL << 53));
}
