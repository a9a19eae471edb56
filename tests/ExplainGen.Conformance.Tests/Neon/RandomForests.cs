using CsCheck;
using ExplainGen.Conformance.Tests.Properties;
using ExplainGen.Neon;
using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon;

/// <summary>Seeded decision trees whose nodes stand in no order, for the oracle and for generated models.</summary>
internal static class RandomForests
{
    /// <summary>Trees of up to a depth, split at one decimal: inputs of one decimal meet ties.</summary>
    public static Forest Of(int seed, int trees, int depth, int features, int outputs, bool isMean)
    {
        var random = new PcgRandom(new PCG((uint)seed));
        var nodes = new List<(int Feature, double Threshold, int Left, int Right)>();
        int Grow(int level)
        {
            int node = nodes.Count;
            nodes.Add((-2, 0, -1, -1));
            if (level < depth && (level == 0 || random.Next(4) > 0))
            {
                (int feature, double threshold) = (random.Next(features), OneDecimal(random));
                nodes[node] = (feature, threshold, Grow(level + 1), Grow(level + 1));
            }

            return node;
        }

        int[] roots = [.. Enumerable.Range(0, trees).Select(_ => Grow(0))];
        int[] order = [.. Enumerable.Range(0, nodes.Count).OrderBy(_ => random.Next(1 << 30))];
        int[] place = [.. Enumerable.Range(0, nodes.Count).OrderBy(n => order[n])];
        int Place(int node) => node < 0 ? -1 : place[node];
        return new Forest(
            [.. order.Select(n => nodes[n].Feature)], [.. order.Select(n => nodes[n].Threshold)],
            [.. order.Select(n => Place(nodes[n].Left))], [.. order.Select(n => Place(nodes[n].Right))],
            [.. order.Select(_ => Enumerable.Range(0, outputs).Select(_ => (random.NextDouble() * 4) - 2).ToArray())],
            [.. roots.Select(Place)], isMean, [.. Enumerable.Range(0, outputs).Select(_ => random.NextDouble())]);
    }

    /// <summary>Inputs of one decimal, as single precision has it.</summary>
    public static double[][] Inputs(int seed, int count, int features)
    {
        var random = new PcgRandom(new PCG((uint)seed));
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, features).Select(_ => OneDecimal(random)).ToArray())];
    }

    /// <summary>The same trees as parameters.</summary>
    public static ForestParameters Parameters(Forest forest, int features) => new(
        features, forest.Base.Length, forest.Feature, forest.Threshold, forest.Left, forest.Right, RandomPoints.Flat(forest.Value),
        forest.Roots, forest.Base);

    private static double OneDecimal(PcgRandom random) => (float)((random.Next(21) - 10) / 10.0);
}
