using ExplainGen.Benchmarks.Measuring;
using ExplainGen.Benchmarks.Networks;
using ExplainGen.Graph;
using ExplainGen.TestKit;

namespace ExplainGen.Benchmarks.Layers;

/// <summary>How fast two matrices without zeros are multiplied.</summary>
internal static class SquareProductRate
{
    /// <summary>Floating-point operations a second of <see cref="SquareProduct"/>.</summary>
    /// <param name="threads">How many threads work at a time.</param>
    /// <param name="tournament">How to measure.</param>
    public static double Measure(int threads, Tournament tournament)
    {
        NetworkGraph graph = DeclaredGraph.Of(typeof(SquareProduct), SquareProduct.Metadata);
        using var layer = new LinearLayer(graph, graph.Nodes[graph.Output], threads, isRectified: false);
        return layer.Operations / tournament.Measure([new(nameof(layer.Forward), layer.Forward)]).Seconds(nameof(layer.Forward));
    }
}
