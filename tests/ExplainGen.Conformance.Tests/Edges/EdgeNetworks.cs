using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Edges;

/// <summary>Declarations that are legal and unlikely: sizes of 1, blocks that are not full, odd windows, odd graphs.</summary>
internal static class EdgeNetworks
{
    private const string Input = OracleNetwork.InputName;

    public static IReadOnlyList<EdgeNetwork> All { get; } = [.. Sizes(), .. Windows(), .. Graphs(), .. Ends(), .. Norms(), .. Sequences()];

    private static IEnumerable<EdgeNetwork> Sizes()
    {
        yield return new EdgeNetwork("OneLayer", 5).Linear("only", 3);
        yield return new EdgeNetwork("OneElement", 1).Linear("a", 1).Relu("r").Linear("b", 2);
        yield return new EdgeNetwork("OnePixel", 3, 1, 1).Conv("c", 4, [1, 1]).Relu("r").Head();
        yield return new EdgeNetwork("OneConvolution", 2, 4, 4).Conv("c", 3, [3, 3]);
        yield return new EdgeNetwork("PixelKernel3", 2, 1, 1).Conv("c", 4, [3, 3], c => c with { PadBegin = [1, 1] }).Relu("r").Head();
        foreach (int channels in new[] { 15, 16, 17, 33 })
        {
            yield return new EdgeNetwork($"Channels{channels}", channels, 5, 3)
                .Conv("c", channels, [3, 3], c => c with { PadBegin = [1, 1] }).Relu("r")
                .Add("pool", new MaxPool(2, 2)).Conv("d", channels + 1, [1, 1]).Relu("s").Head();
            yield return new EdgeNetwork($"Features{channels}", channels).Linear("a", channels + 1).Relu("r").Linear("b", channels);
        }

        yield return new EdgeNetwork("Signal", 2, 7).Conv("c", 3, [3]).Relu("r").Add("pool", new MaxPool(2)).Head();
        yield return new EdgeNetwork("Volume", 2, 3, 4, 5).Conv("c", 3, [2, 3, 3], c => c with { PadBegin = [0, 1, 1] }).Relu("r")
            .Add("pool", new AveragePool(2, 2, 2)).Head();
    }

    private static IEnumerable<EdgeNetwork> Windows()
    {
        yield return new EdgeNetwork("KernelOverInput", 2, 2, 3).Conv("c", 3, [5, 7], c => c with { PadBegin = [2, 3] }).Relu("r").Head();
        yield return new EdgeNetwork("StrideOverKernel", 2, 9, 8).Conv("c", 3, [2, 1], c => c with { Stride = [4, 3] }).Relu("r").Head();
        yield return new EdgeNetwork("Asymmetric", 2, 6, 5)
            .Conv("c", 3, [3, 2], c => c with { PadBegin = [2, 0], PadEnd = [0, 3], Stride = [2, 1] }).Relu("r").Head();
        yield return new EdgeNetwork("PadFolded", 2, 4, 5).Conv("c", 3, [2, 2]).Relu("r").Add("pad", new Pad([0, 1, 2], [0, 3, 0]))
            .Conv("d", 3, [3, 2], c => c with { PadBegin = [1, 0], PadEnd = [0, 1] }).Relu("s").Head();
        yield return new EdgeNetwork("Dilated", 2, 9, 7)
            .Conv("c", 3, [3, 3], c => c with { Dilation = [3, 2], PadBegin = [1, 2], PadEnd = [0, 3] }).Relu("r").Head();
        yield return new EdgeNetwork("Depthwise", 17, 5, 5)
            .Conv("c", 17, [3, 3], c => c with { PadBegin = [1, 1] }, groups: 17).Relu("r").Conv("d", 34, [3, 3], groups: 17).Relu("s")
                .Head();
        yield return new EdgeNetwork("Groups", 6, 5, 5).Conv("c", 9, [3, 3], groups: 3).Relu("r").Head();
        yield return new EdgeNetwork("Transposed", 4, 3, 4)
            .Deconv("c", 6, [3, 2], c => c with { Stride = [2, 3], OutputPadding = [1, 2], PadBegin = [1, 0], PadEnd = [0, 1] }, groups: 2)
            .Relu("r").Head();
        yield return new EdgeNetwork("TransposedSparse", 3, 2, 2).Deconv("c", 2, [1, 2], c => c with { Stride = [3, 4] }).Relu("r").Head();
        yield return new EdgeNetwork("Pools", 3, 7, 7)
            .Add("max", new MaxPool(3, 2) { Stride = [2, 1], PadBegin = [1, 0], CeilMode = true })
            .Conv("c", 4, [2, 2]).Relu("r")
            .Add("average", new AveragePool(3, 3) { Stride = [1, 2], PadBegin = [1, 1], CountIncludePad = false }).Head();
        yield return new EdgeNetwork("Adaptive", 3, 7, 5).Conv("c", 4, [3, 2]).Relu("r").Add("pool", new AdaptiveAveragePool(3, 2)).Head();
        yield return new EdgeNetwork("Upsampled", 3, 3, 2).Conv("c", 4, [1, 1]).Relu("r").Add("up", new NearestUpsample(2, 3))
            .Conv("d", 3, [3, 3]).Relu("s").Head();
        yield return new EdgeNetwork("Global", 3, 4, 4).Conv("c", 18, [3, 3]).Relu("r").Add("max", new GlobalMaxPool())
            .Add("average", new GlobalAveragePool(), "r").Add("both", new Concat(), "max", "average").Head();
    }

    private static IEnumerable<EdgeNetwork> Graphs()
    {
        yield return new EdgeNetwork("ConcatOfConcat", 2, 4, 4)
            .Conv("a", 5, [1, 1]).Relu("ra").Conv("b", 7, [1, 1], input: Input).Relu("rb")
            .Add("ab", new Concat(), "ra", "rb").Add("aba", new Concat(), "ab", "ra").Add("all", new Concat(), "aba", Input, "ab")
            .Conv("c", 4, [3, 3]).Relu("r").Head();
        yield return new EdgeNetwork("SameTwice", 3, 4, 4).Conv("c", 4, [3, 3]).Relu("r").Add("twice", new Add(), "r", "r").Relu("s")
            .Head();
        yield return new EdgeNetwork("SameTwiceLinear", 6).Linear("a", 4).Add("twice", new Add(), "a", "a").Relu("r").Linear("b", 3);
        yield return new EdgeNetwork("SameInConcat", 3, 4, 4).Conv("c", 5, [3, 3]).Add("twice", new Concat(), "c", "c").Relu("s").Head();
        yield return new EdgeNetwork("FiveTerms", 4).Linear("a", 4).Linear("b", 4, Input).Relu("r").Linear("c", 4, "r")
            .Linear("d", 4, Input)
            .Add("sum", new Add(), "a", "r", "c", "d", Input).Relu("s").Linear("e", 3);
        yield return new EdgeNetwork("ThreeReaders", 3, 4, 4).Conv("c", 4, [3, 3]).Relu("r")
            .Conv("x", 4, [1, 1]).Relu("rx").Conv("y", 4, [1, 1], input: "r").Add("pool", new MaxPool(1, 1), "r")
            .Add("sum", new Add(), "rx", "y", "pool").Head();
        yield return new EdgeNetwork("InputReadTwice", 3, 4, 4).Conv("c", 3, [3, 3], c => c with { PadBegin = [1, 1] })
            .Add("sum", new Add(), "c", Input).Relu("r").Head();
        yield return Shared();
        yield return new EdgeNetwork("Residual", 3, 6, 6)
            .Conv("stem", 16, [3, 3], c => c with { PadBegin = [1, 1] }).Norm("n0").Relu("r0")
            .Conv("c1", 16, [3, 3], c => c with { PadBegin = [1, 1] }).Norm("n1").Relu("r1")
            .Conv("c2", 16, [3, 3], c => c with { PadBegin = [1, 1] }).Norm("n2").Add("sum", new Add(), "n2", "r0").Relu("r2")
            .Add("pool", new GlobalAveragePool()).Head();
        yield return new EdgeNetwork("LinearBranchOfConvolution", 3, 4, 4).Conv("c", 4, [3, 3])
            .Relu("r").Conv("d", 4, [1, 1], input: "c").Add("sum", new Add(), "r", "d").Head();
    }

    private static IEnumerable<EdgeNetwork> Ends()
    {
        yield return new EdgeNetwork("ReluFirst", 3, 4, 4).Relu("r0").Conv("c", 4, [3, 3]).Relu("r").Head();
        yield return new EdgeNetwork("ReluLast", 6).Linear("a", 5).Relu("r").Linear("b", 4).Relu("last");
        yield return new EdgeNetwork("MapOut", 2, 5, 4).Conv("c", 17, [3, 3]).Relu("r").Conv("d", 2, [1, 1]);
        yield return new EdgeNetwork("PadLast", 2, 3, 3).Conv("c", 3, [2, 2]).Relu("r").Add("pad", new Pad([0, 1, 0], [0, 0, 2]));
        yield return new EdgeNetwork("PoolLast", 2, 5, 5).Conv("c", 3, [2, 2]).Add("pool", new MaxPool(2, 2));
        yield return new EdgeNetwork("ConcatLast", 4).Linear("a", 3).Linear("b", 2, Input).Add("both", new Concat(), "b", "a");
        yield return new EdgeNetwork("AddLast", 4).Linear("a", 4).Add("sum", new Add(), "a", Input);
        yield return new EdgeNetwork("PaddedChannels", 2, 4, 4).Add("pad", new Pad([15, 1, 0], [3, 0, 1])).Conv("c", 4, [3, 3]).Relu("r")
            .Head();
        yield return new EdgeNetwork("Reshaped", 24).Add("shape", new Reshape(2, 3, 4)).Conv("c", 3, [2, 2]).Relu("r").Head();
        yield return new EdgeNetwork("TwoRelus", 4).Linear("a", 5).Relu("r").Relu("s").Linear("b", 3);
        yield return new EdgeNetwork("NoNonlinearity", 4).Linear("a", 5).Linear("b", 3);
    }

    private static IEnumerable<EdgeNetwork> Norms()
    {
        yield return new EdgeNetwork("NormTwiceAfter", 3, 4, 4).Conv("c", 4, [3, 3]).Norm("n").Norm("m").Relu("r").Head();
        yield return new EdgeNetwork("NormTwiceBefore", 3, 4, 4).Norm("n").Norm("m").Conv("c", 4, [3, 3]).Relu("r").Head();
        yield return new EdgeNetwork("NormAround", 6).Norm("n").Linear("a", 4).Norm("m").Relu("r").Norm("o").Linear("b", 3).Norm("p");
    }

    private static IEnumerable<EdgeNetwork> Sequences()
    {
        yield return new EdgeNetwork("OneToken", 3, 1).Lstm("a", 5, both: true).Gru("b", 4, sequence: false).Linear("c", 3);
        yield return new EdgeNetwork("OneUnit", 1, 6).Lstm("a", 1).Gru("b", 1, reverse: true).Head();
        yield return new EdgeNetwork("Convolved", 2, 11).Conv("c", 17, [3], c => c with { PadBegin = [1] }).Relu("r")
            .Add("pool", new MaxPool(2)).Lstm("a", 9, both: true).Conv("d", 5, [3], c => c with { PadBegin = [1] }).Relu("s")
            .Gru("b", 6, both: true, sequence: false).Linear("e", 3);
        yield return new EdgeNetwork("Stacked", 4, 5).Lstm("a", 16).Lstm("b", 17, reverse: true).Gru("c", 15, both: true)
            .Gru("d", 33, resetAfter: false, sequence: false).Linear("e", 4).Relu("r").Linear("f", 3);
        yield return new EdgeNetwork("ReadTwice", 3, 6).Lstm("a", 3).Gru("b", 3, resetAfter: false, input: Input)
            .Add("sum", new Add(), "a", "b", Input).Add("joined", new Concat(), "sum", "a").Add("pool", new GlobalAveragePool()).Head();
        yield return new EdgeNetwork("SequenceLast", 3, 4).Gru("a", 5).Add("tanh", new Tanh()).Lstm("b", 2, both: true);
        yield return SharedSequence();
    }

    private static EdgeNetwork SharedSequence()
    {
        EdgeNetwork network = new EdgeNetwork("SharedSequence", 5, 4).Lstm("a", 5);
        return network.Add("again", network.Network.Nodes[0].Operator).Add("sum", new Add(), "a", "again").Head();
    }

    private static EdgeNetwork Shared()
    {
        var network = new EdgeNetwork("SharedWeights", 4, 5, 5);
        network.Conv("c", 4, [3, 3], c => c with { PadBegin = [1, 1] });
        OracleOperator shared = network.Network.Nodes[0].Operator;
        return network.Relu("r").Add("again", shared).Norm("n").Relu("s").Add("third", shared, Input).Relu("t")
            .Add("sum", new Add(), "s", "t").Head();
    }
}
