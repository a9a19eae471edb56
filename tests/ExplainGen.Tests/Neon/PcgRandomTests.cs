using ExplainGen.Neon;

namespace ExplainGen.Tests.Neon;

/// <summary>The random numbers of PCG32.</summary>
public sealed class PcgRandomTests
{
    // What the demonstration program of the PCG library prints for the seed 42 and the stream 54.
    [Fact]
    public void TheSequenceIsThePublishedOne()
    {
        var random = new PcgRandom(42, 54);
        uint[] expected = [0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e];
        Assert.Equal(expected, expected.Select(_ => random.Next()));
    }

    [Fact]
    public void DoublesTakeTheUpper53BitsOfTwoDraws()
    {
        var bits = new PcgRandom(3, 1);
        var doubles = new PcgRandom(3, 1);
        for (int i = 0; i < 1000; i++)
        {
            ulong expected = (((ulong)bits.Next() << 32) | bits.Next()) >> 11;
            double found = doubles.NextDouble();
            Assert.InRange(found, 0, 1 - Math.Pow(2, -53));
            Assert.Equal(expected, found * Math.Pow(2, 53));
        }
    }
}
