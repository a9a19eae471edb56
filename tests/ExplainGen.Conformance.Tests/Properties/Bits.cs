namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>Numbers by their bits, for results that must be the same and not just close.</summary>
internal static class Bits
{
    public static int[] Of(ReadOnlySpan<float> values)
    {
        var bits = new int[values.Length];
        for (int i = 0; i < bits.Length; i++)
            bits[i] = BitConverter.SingleToInt32Bits(values[i]);
        return bits;
    }
}
