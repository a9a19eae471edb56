using CsCheck;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>Draws random networks; one is smaller than another when it has fewer layers, or as many and smaller tensors.</summary>
internal sealed class RandomNetworkGen : Gen<RandomNetwork>
{
    /// <summary>Streams of CsCheck's numbers: that of networks of other styles, and that of gated ones.</summary>
    public const uint Stream = 1, GatedStream = 2;

    private const ulong MostElements = 1 << 20;

    /// <summary>The network of a seed, in CsCheck's form.</summary>
    public RandomNetwork Of(string seed) => Generate(PCG.Parse(seed), null, out _);

    public override RandomNetwork Generate(PCG pcg, Size? min, out Size size)
    {
        string seed = pcg.ToString();
        RandomNetwork network = RandomNetworkBuilder.Build(seed, new PcgRandom(pcg), gated: pcg.Stream == GatedStream);
        size = SizeOf(network);
        return network;
    }

    /// <summary>Draws networks without end.</summary>
    public IEnumerable<RandomNetwork> From(PCG pcg)
    {
        while (true)
            yield return Generate(pcg, null, out _);
    }

    /// <summary>The size by which networks are shrunk.</summary>
    public static Size SizeOf(RandomNetwork network) =>
        new(((ulong)network.Declared.Nodes.Count * MostElements) + (ulong)network.ElementCount);
}
