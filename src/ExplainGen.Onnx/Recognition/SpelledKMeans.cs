using System.Runtime.InteropServices;
using ExplainGen.Graph;
using ExplainGen.Neon;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Lowering;
using ExplainGen.Onnx.Lowering.MachineLearning;

namespace ExplainGen.Onnx.Recognition;

/// <summary>Squared distances to constant points, as exporters spell what k-means predicts from.</summary>
internal static class SpelledKMeans
{
    /// <summary>Of the terms that distances come of: what sums in single precision cost.</summary>
    private const double Tolerance = 1e-5;

    /// <summary>Inputs that nodes are tried on.</summary>
    private const int Probes = 3;

    /// <summary>Multiply-adds that the heuristic stiffness may cost.</summary>
    private const long MostWork = 1 << 26;

    /// <summary>So many multiply-adds take about as long as an element that is computed at import.</summary>
    private const int ProductsPerElement = 8;

    internal static bool TryLower(NodeContext node, Region region)
    {
        if (region.Entries.Length != 1 || !region.Has("ReduceSumSquare")
            || node.Values.GetValueOrDefault(region.Entries[0]) is not FlowValue { IsTokens: false, Form: null } x
            || x.Axes is not [1, var features] || !x.Shape.IsVector || !Probe.Fits(x.Axes))
        {
            return false;
        }

        if (region.Run(node, Probe.Random(x.Axes, 20, 0, 1)) is not { Axes: [1, >= 2 and var clusters] })
            return false;
        foreach (ConstantTensor constant in region.Constants(node.Values))
        {
            if (!constant.Axes.SequenceEqual([clusters, features]) || constant.IsInteger)
                continue;

            // Inputs as large as the centroids: of much larger ones these are nothing, of much smaller ones all there is.
            float[] centroids = [.. constant.Reals];
            float scale = (float)Math.Sqrt(centroids.Average(value => (double)value * value));
            if (!float.IsFinite(scale) || !Enumerable.Range(0, Probes).All(i =>
            {
                ConstantTensor probe = Probe.Random(x.Axes, (uint)(21 + i), 0, (i + 1) * (scale > 0 ? scale : 1));
                return region.Run(node, probe) is { } found && found.Count == clusters && AreDistances(probe, found, centroids);
            }))
            {
                continue;
            }

            // What is k-means and refused is nothing else.
            try
            {
                Set(node, x, centroids, clusters);
            }
            catch (LoweringException e)
            {
                node.Set(new UnloweredValue(e));
            }

            return true;
        }

        return false;
    }

    private static bool AreDistances(ConstantTensor probe, ConstantTensor found, float[] centroids)
    {
        ReadOnlySpan<float> x = probe.Reals;
        for (int k = 0; k < found.Count; k++)
        {
            double distance = 0, terms = 0;
            for (int i = 0; i < x.Length; i++)
            {
                double value = x[i], center = centroids[k * x.Length + i];
                distance += (value - center) * (value - center);
                terms += value * value + center * center;
            }

            if (!(Math.Abs(distance - found.Reals[k]) <= Tolerance * terms))
                return false;
        }

        return true;
    }

    private static void Set(NodeContext node, FlowValue x, float[] centroids, int clusters)
    {
        int features = x.Shape.Channels;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(centroids.AsSpan());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int k = 0; k < clusters; k++)
        {
            if (!seen.Add(Convert.ToBase64String(bytes.Slice(k * features * sizeof(float), features * sizeof(float)))))
                throw node.Fail($"centroid {k} is the same as one before it, where k-means has clusters apart from each other");
        }

        FlowValue scores = node.AddLayer(
            "", "KMeans", [Argument.Number("Clusters", clusters)], [x],
            new LayerWeights("centroids", [clusters, features], centroids),
            new LayerWeights("beta", [1], [node.Network.Stiffness ?? Heuristic(node, centroids, features, clusters)]));
        node.Network.AddNote(
            "The score of a cluster is the squared distance to the nearest other centroid less that to its own.");
        node.Set(scores with { Form = new ScoreForm(clusters) { AreDistances = true, AreSquaredDistances = true } });
    }

    // 1 / mean score of the winning cluster, over the only points that a file has.
    private static float Heuristic(NodeContext node, float[] centroids, int features, int clusters)
    {
        int points = (int)Math.Clamp(MostWork / centroids.Length, 1, clusters);
        node.Budget.Take((long)points * centroids.Length / ProductsPerElement);
        double[] values = Array.ConvertAll(centroids, value => (double)value);
        double beta;
        try
        {
            beta = KMeansParameters.HeuristicBeta(features, values, values.AsSpan(0, points * features));
        }
        catch (ArgumentException)
        {
            throw node.Fail("its centroids are too near to each other, or too far apart, for a beta after their distances", "give one");
        }

        string which = points == clusters ? "the centroids" : $"{points} centroids";
        node.Network.AddNote(
            $"beta, the stiffness of the pooling over clusters, is 1 / mean score of {which}: the file knows nothing of the data.");
        float stiffness = (float)beta;
        return float.IsFinite(stiffness)
            ? stiffness
            : throw node.Fail($"its centroids are too near to each other: beta would be {beta}", "give one");
    }
}
