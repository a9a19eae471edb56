namespace ExplainGen.TestKit.Oracle.Neon;

/// <summary>
/// Decision trees and sums or means of them. As a network: an indicator per split, a leaf that is on where all splits of its path agree,
/// a linear read-out (Neural Random Forests, Biau, Scornet, Welbl, arXiv:1604.07143, with scikit-learn's tie: x &lt;= t goes left).
/// </summary>
/// <param name="Feature">Per node: what it splits by; unused at leaves.</param>
/// <param name="Threshold">Per node: t; unused at leaves.</param>
/// <param name="Left">Per node: the child for x &lt;= t, negative at leaves.</param>
/// <param name="Right">Per node: the child for x above t.</param>
/// <param name="Value">Per node, also inner ones: the outputs.</param>
/// <param name="Roots">Of the trees.</param>
/// <param name="IsMean">Whether the trees are averaged rather than summed.</param>
/// <param name="Base">What is added to the outputs.</param>
public sealed record Forest(
    int[] Feature, double[] Threshold, int[] Left, int[] Right, double[][] Value, int[] Roots, bool IsMean, double[] Base)
{
    private double TreeWeight => IsMean ? 1.0 / Roots.Length : 1;

    /// <summary>The model itself: descends the trees.</summary>
    public double[] Predict(double[] x)
    {
        double[] outputs = [.. Base];
        foreach (int root in Roots)
        {
            int node = root;
            while (Left[node] >= 0)
                node = x[Feature[node]] <= Threshold[node] ? Left[node] : Right[node];
            Distances.Add(outputs, TreeWeight, Value[node]);
        }

        return outputs;
    }

    /// <summary>The outputs by the network's layers.</summary>
    public double[] Neuralized(double[] x)
    {
        double[] splits = [.. Feature.Select((f, n) => Left[n] < 0 ? 0 : x[f] <= Threshold[n] ? -1.0 : 1.0)];
        double[] outputs = [.. Base];
        foreach ((int leaf, (int Node, int Side)[] path) in Roots.SelectMany(root => Leaves(root, [])))
        {
            double agreement = path.Sum(step => step.Side * splits[step.Node]) - path.Length;
            Distances.Add(outputs, TreeWeight * (agreement == 0 ? 1 : 0), Value[leaf]);
        }

        return outputs;
    }

    /// <summary>
    /// The change of value along the path, <c>v_child - v_n</c>, to the feature that n splits by (Saabas' decomposition); the roots' values
    /// and the base are Bias. Relevance of units: of the nodes, where they split the input's paths.
    /// </summary>
    public NeonResult ByValue(double[] x, int target, double? seed = null)
    {
        var relevance = new double[x.Length];
        var units = new double[Feature.Length];
        double bias = Base[target];
        foreach (int root in Roots)
        {
            bias += TreeWeight * Value[root][target];
            foreach ((int node, int side) in ActivePath(x, root))
            {
                int child = side > 0 ? Right[node] : Left[node];
                double change = TreeWeight * (Value[child][target] - Value[node][target]);
                relevance[Feature[node]] += change;
                units[node] += change;
            }
        }

        return NeonResult.Of(Neuralized(x), target, seed, relevance, units, bias);
    }

    /// <summary>
    /// How far the input is from leaving its leaves: per tree the minimum over the path of <c>s (x_f - t)</c> (s the side), which is not
    /// negative; <c>R_n = softmin(beta h)_n m</c> to the feature that n splits by, exact. Summed or averaged as the outputs are; the base
    /// takes no part. One output. A derivation of this project.
    /// </summary>
    public NeonResult ByMargin(double[] x, double beta, double? seed = null)
    {
        var relevance = new double[x.Length];
        var units = new double[Feature.Length];
        double score = 0;
        foreach (int root in Roots)
        {
            (int Node, int Side)[] path = ActivePath(x, root);
            if (path.Length == 0)
                continue;
            double[] h = [.. path.Select(step => step.Side * (x[Feature[step.Node]] - Threshold[step.Node]))];
            double margin = h.Min();
            double[] q = Pooling.SoftMinWeights(h, beta);
            for (int n = 0; n < path.Length; n++)
            {
                double share = TreeWeight * q[n] * margin;
                relevance[Feature[path[n].Node]] += share;
                units[path[n].Node] += share;
            }

            score += TreeWeight * margin;
        }

        return NeonResult.Of([score], 0, seed, relevance, units, 0);
    }

    private (int Node, int Side)[] ActivePath(double[] x, int root) => Leaves(root, []).Single(entry => entry.Path.All(
        step => (x[Feature[step.Node]] <= Threshold[step.Node] ? -1 : 1) == step.Side)).Path;

    private IEnumerable<(int Leaf, (int Node, int Side)[] Path)> Leaves(int node, (int Node, int Side)[] path) => Left[node] < 0
        ? [(node, path)]
        : Leaves(Left[node], [.. path, (node, -1)]).Concat(Leaves(Right[node], [.. path, (node, 1)]));
}
