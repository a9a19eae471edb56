using CsCheck;
using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>A network that chance has put together.</summary>
/// <param name="Seed">Gives the same network again: a seed of CsCheck's.</param>
/// <param name="Style">What activations it has.</param>
/// <param name="InputShape">Without batch axis.</param>
/// <param name="Declared">As it is written.</param>
internal sealed record RandomNetwork(string Seed, NetworkStyle Style, int[] InputShape, OracleNetwork Declared)
{
    /// <summary>How many numbers its input and the outputs of its layers are.</summary>
    public required int ElementCount { get; init; }

    /// <summary>The axes of its input, channels among them, and its style.</summary>
    public (int Axes, NetworkStyle Style) Kind => (InputShape.Length, Style);

    /// <summary>With batch normalization and padding taken up by the layers next to them, as rules see it.</summary>
    public OracleNetwork Folded { get; } = Folding.Apply(Declared);

    /// <summary>Whether every activation f has f(z) = z f'(z), so that its relevance passes as its gradient does.</summary>
    public bool IsHomogeneous { get; } = Declared.Nodes.All(node =>
        node.Operator is AffineOperator or MaximumOperator or Relu or LeakyRelu or RRelu or PRelu or Hardshrink);

    /// <summary>Whether one ReLU alone reads every linear layer but the last, so that no relevance reaches a negative output.</summary>
    public bool IsRectified => Folded.Nodes
        .Where(node => node.Operator is Linear or Convolution or TransposedConvolution && node != Folded.Output)
        .All(node => Folded.Nodes.Where(other => other.Inputs.Contains(node.Name)).ToArray() is [{ Operator: Relu }]);

    public bool HasMaxPool { get; } = Declared.Nodes.Any(node => node.Operator is MaximumOperator);

    /// <summary>Batch normalizations that no layer takes up.</summary>
    public IEnumerable<string> Normalizations => Folded.Nodes.Where(node => node.Operator is BatchNorm).Select(node => node.Name);

    /// <summary>Normalizations by statistics of their input that have a bias.</summary>
    public IEnumerable<string> BiasedStatistics =>
        Folded.Nodes.Where(node => node.Operator is Normalization { Bias: not null }).Select(node => node.Name);

    /// <summary>An input within [-3, 3], in numbers that single precision holds.</summary>
    public OracleTensor Input(Random random) => OracleTensor.Normal(random, InputShape).Map(v => (float)Math.Clamp(v, -3, 3));

    /// <summary>The network as an annotated class.</summary>
    public ModelText ToText(bool fusion) => new($"Random{Identifier}" + (fusion ? "" : "Unfused"), InputShape, Declared)
    {
        Explainers = [.. ExplainerCase.All.Where(entry => entry.AppliesTo(this)).SelectMany(entry => entry.Attributes(this)), "[Gradient]"],
        Fusion = fusion,
    };

    /// <summary>Random numbers for what a property needs beside the network; the same at every call.</summary>
    public Random Draws() => new PcgRandom(PCG.Parse(Seed));

    /// <summary>What to know of the network when a test fails.</summary>
    public override string ToString() =>
        $"Network of seed {Seed} (set CsCheck_Seed={Seed} to test it alone):\n" + ToText(fusion: true) with { Explainers = [] };

    // Seeds are letters, digits, and two more.
    private string Identifier => string.Concat(Seed.Select(c => char.IsAsciiLetterOrDigit(c) ? $"{c}" : $"U{(int)c:x}"));
}
