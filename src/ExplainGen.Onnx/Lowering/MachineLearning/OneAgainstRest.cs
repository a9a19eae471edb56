using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Folding;
using ExplainGen.Onnx.Recognition;

namespace ExplainGen.Onnx.Lowering.MachineLearning;

/// <summary>
/// One number a class made of decisions between pairs: its votes, and a little for how clear they were. scikit-learn's
/// <c>decision_function_shape="ovr"</c>, which files spell with some nodes a pair. Recognized by what they compute.
/// </summary>
internal static class OneAgainstRest
{
    private const double Tolerance = 1e-5;

    /// <summary>Pairs of more classes than files spell.</summary>
    private const int MostPairs = 1 << 16;

    /// <summary>Whether nodes make these numbers of the decisions of a model, and nothing else.</summary>
    /// <param name="root">Any node, to run others with.</param>
    /// <param name="nodes">The nodes in the order in which they are run.</param>
    /// <param name="function">What they compute.</param>
    /// <param name="output">What the file calls it.</param>
    internal static bool Is(NodeContext root, IReadOnlyList<OnnxNode> nodes, ScoreFunctionValue function, string output)
    {
        ScoreForm form = function.Scores.Form!;
        if (form.PairedClasses == 0 || form.Columns > MostPairs)
            return false;
        for (uint seed = 11; seed < 14; seed++)
        {
            ConstantTensor decisions = Probe.Random([1, form.Columns], seed, 0, 2);
            if (Run(root, nodes, function.Entry, decisions, output) is not { } found || !IsVote(decisions.Reals, found, form.PairedClasses))
                return false;
        }

        return true;
    }

    private static bool IsVote(ReadOnlySpan<float> decisions, ConstantTensor found, int classes)
    {
        if (found.Count != classes)
            return false;
        var votes = new double[classes];
        var clarity = new double[classes];
        for (int i = 0, pair = 0; i < classes; i++)
        {
            for (int j = i + 1; j < classes; j++, pair++)
            {
                float decision = decisions[pair];
                votes[decision < 0 ? j : i]++;
                clarity[i] += decision;
                clarity[j] -= decision;
            }
        }

        for (int i = 0; i < classes; i++)
        {
            double expected = votes[i] + clarity[i] / (3 * (Math.Abs(clarity[i]) + 1));
            if (!(Math.Abs(expected - found.Reals[i]) <= Tolerance * classes))
                return false;
        }

        return true;
    }

    // Values are set as they come; nodes that need others have no part in it.
    private static ConstantTensor? Run(
        NodeContext root, IReadOnlyList<OnnxNode> nodes, string entry, ConstantTensor probe, string output)
    {
        var values = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (string name in nodes.SelectMany(n => n.Inputs))
        {
            if (root.Values.GetValueOrDefault(name) is KnownValue known)
                values[name] = known;
        }

        values[entry] = new KnownValue(probe);
        foreach (OnnxNode node in nodes)
        {
            if (node.Outputs.Any(values.ContainsKey))
                continue;
            NodeContext context = root.ForProbe(node, values);
            try
            {
                if (!(MachineLearningTable.Has(node) ? TryExtract(context) : node.Domain.Length == 0 && ConstantFolding.TryFold(context)))
                    continue;
            }
            catch (LoweringException)
            {
                return null;
            }

            for (int i = 0; i < node.Outputs.Length; i++)
            {
                if (context.Results[i] is { } value)
                    values[node.Outputs[i]] = value;
            }
        }

        return (values.GetValueOrDefault(output) as KnownValue)?.Tensor;
    }

    // Columns of a matrix by their numbers.
    private static bool TryExtract(NodeContext node)
    {
        if (node.Node.Operator != "ArrayFeatureExtractor" || node.InputCount != 2 || !node.IsKnown(0) || !node.IsKnown(1))
            return false;
        ConstantTensor x = node.Known(0, "input"), columns = node.Known(1, "indices");
        if (x.Axes is not [1, var width])
            return false;
        long[] indices = columns.Integers.ToArray();
        if (indices.Any(index => index < 0 || index >= width))
            throw node.Fail($"its indices {OnnxText.List(indices)} are not all among {width} columns");
        ConstantFolding.Take(node, indices.Length);
        node.Set(new KnownValue(x.Picked([1, indices.Length], place => (int)indices[place])));
        return true;
    }
}
