using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Lowering;
using ExplainGen.Onnx.Lowering.Operators;

namespace ExplainGen.Onnx.Recognition;

/// <summary>
/// Scaled dot-product attention of several heads, of queries, keys and values that are three values or thirds of one. Which is which, how
/// many heads there are, by what scores are scaled and whether later positions are masked is found from what the nodes compute.
/// </summary>
internal static class SpelledAttention
{
    private const int MostHeads = 128;

    /// <summary>What scores, a mask and heads are spelled with; a function that bends scores is another one.</summary>
    private static readonly HashSet<string> s_operators =
    [
        "Add", "Cast", "Div", "Exp", "Expand", "Gather", "Identity", "MatMul", "Mul", "ReduceMax", "ReduceSum", "Reshape", "Slice", "Softmax",
        "Split", "Sqrt", "Squeeze", "Sub", "Transpose", "Unsqueeze", "Where",
    ];

    private static readonly int[][] s_roles = [[0, 1, 2], [1, 0, 2], [0, 2, 1], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

    internal static bool TryLower(NodeContext node, Region region)
    {
        if (!region.Has("Softmax", "Exp") || !region.Has("MatMul") || region.Nodes.Any(n => !s_operators.Contains(n.Operator)))
            return false;
        var entries = new List<FlowValue>();
        foreach (string name in region.Entries)
        {
            // A sequence of vectors: two axes of several elements, the features behind the positions.
            if (node.Values.GetValueOrDefault(name) is not FlowValue { IsTokens: false } entry || entry.LongAxes.Count() != 2
                || !Probe.Fits(entry.Axes))
            {
                return false;
            }

            entries.Add(entry);
        }

        ConstantTensor[] probes = [.. entries.Select((entry, i) => Probe.Random(entry.Axes, (uint)(i + 11), 0, 1))];
        if (region.Run(node, probes) is not { } result || result.Axes.Count(size => size > 1) != 2)
            return false;
        Rows[] sources = entries.Count == 3 ? [.. probes.Select(Rows.Of)] : Rows.Of(probes[0]).Thirds();
        if (sources.Length != 3 || Find(node, region, sources, Rows.Of(result)) is not { } form)
            return false;
        FlowValue[] flows = entries.Count == 3 ? [.. entries.Select(e => Features(node, e))] : Thirds(node, Features(node, entries[0]));
        var arguments = new List<Argument> { Argument.Number("Heads", form.Heads) };
        if (form.Scale is { } scale)
            arguments.Add(Argument.Number("Scale", scale));
        if (form.IsCausal)
            arguments.Add(Argument.Flag("Causal", true));
        FlowValue attention = node.AddLayer(node.Name, "Attention", arguments, [.. form.Roles.Select(role => flows[role])]);

        // The file has the positions before the features; in the layer these are the channels.
        int longAxes = 0;
        node.Set(attention with { Order = [.. result.Axes.Select(size => size == 1 ? FlowValue.One : 1 - longAxes++)] });
        return true;
    }

    private static Form? Find(NodeContext node, Region region, Rows[] sources, Rows result)
    {
        float[] written = [.. region.Constants(node.Values).Where(c => c is { Count: 1, IsInteger: false }).Select(c => c.Reals[0])];
        foreach (int[] roles in s_roles)
        {
            (Rows q, Rows k, Rows v) = (sources[roles[0]], sources[roles[1]], sources[roles[2]]);
            if (q.Width != k.Width || k.Count != v.Count || q.Count != result.Count || v.Width != result.Width)
                continue;
            foreach (int heads in Enumerable.Range(1, Math.Min(MostHeads, q.Width)).Where(h => q.Width % h == 0 && v.Width % h == 0))
            {
                float usual = (float)(1 / Math.Sqrt(q.Width / heads));
                float[] scales = [usual, 1, .. written.SelectMany(c => (float[])[c, 1 / c, c * c, 1 / (c * c)])];
                foreach (float scale in scales.Where(s => s > 0 && float.IsFinite(s)).Distinct())
                {
                    // The last query sees every key, masked or not; the others tell whether there is a mask.
                    var scores = new ScaledProducts(q, k, v, heads, scale);
                    if (!scores.Give(result, q.Count - 1, k.Count))
                        continue;
                    bool isUsual = Math.Abs(scale - usual) <= 1e-6f * usual;
                    bool isWhole = scores.GiveAll(result, _ => k.Count);
                    if (isWhole || (q.Count == k.Count && scores.GiveAll(result, query => query + 1)))
                        return new Form(roles, heads, isUsual ? null : scale, !isWhole);
                }
            }
        }

        return null;
    }

    private static FlowValue Features(NodeContext node, FlowValue x) =>
        Arrangement.Compact(node, Arrangement.WithChannels(node, x, x.LongAxes.Last()));

    private static FlowValue[] Thirds(NodeContext node, FlowValue x)
    {
        int third = x.Shape.Channels / 3;
        return [.. Enumerable.Range(0, 3).Select(i => Slicing.Part(node, x, 0, i * third, (i + 1) * third))];
    }

    /// <param name="Roles">Which of the sources are queries, keys and values.</param>
    /// <param name="Heads">Number of heads.</param>
    /// <param name="Scale">The factor of scores; null for one over the root of a head's size.</param>
    /// <param name="IsCausal">Whether queries see no key behind their own position.</param>
    private sealed record Form(int[] Roles, int Heads, float? Scale, bool IsCausal);

    /// <summary>Vectors of one width.</summary>
    private sealed record Rows(int Count, int Width, int Stride, int Start, float[] Values)
    {
        public static Rows Of(ConstantTensor tensor)
        {
            int[] sizes = [.. tensor.Axes.Where(size => size > 1)];
            return new Rows(sizes[0], sizes[1], sizes[1], 0, tensor.Reals.ToArray());
        }

        public Rows[] Thirds() => Width % 3 != 0
            ? []
            : [.. Enumerable.Range(0, 3).Select(i => this with { Width = Width / 3, Start = i * (Width / 3) })];

        public double this[int row, int column] => Values[row * Stride + Start + column];
    }

    private readonly record struct ScaledProducts(Rows Q, Rows K, Rows V, int Heads, float Scale)
    {
        /// <summary>Of the largest result.</summary>
        private const double Tolerance = 5e-5;

        /// <summary>
        /// Whether attention of every query is what the nodes computed. As many multiply-adds as the nodes needed, which have a budget.
        /// </summary>
        /// <param name="result">What they computed.</param>
        /// <param name="keys">How many keys a query sees.</param>
        public bool GiveAll(Rows result, Func<int, int> keys)
        {
            for (int query = 0; query < Q.Count; query++)
            {
                if (!Give(result, query, keys(query)))
                    return false;
            }

            return true;
        }

        /// <summary>Whether attention of a query to the first keys is what the nodes computed.</summary>
        public bool Give(Rows result, int query, int keys)
        {
            int size = Q.Width / Heads, width = V.Width / Heads;
            var weights = new double[keys];
            double largest = 0;
            for (int c = 0; c < V.Width; c++)
                largest = Math.Max(largest, Math.Abs(result[query, c]));
            for (int head = 0; head < Heads; head++)
            {
                double sum = 0;
                for (int key = 0; key < keys; key++)
                {
                    double score = 0;
                    for (int c = head * size; c < (head + 1) * size; c++)
                        score += Q[query, c] * K[key, c];
                    sum += weights[key] = Math.Exp(Math.Min(score * Scale, 500));
                }

                for (int c = head * width; c < (head + 1) * width; c++)
                {
                    double value = 0;
                    for (int key = 0; key < keys; key++)
                        value += weights[key] * V[key, c];
                    if (!(Math.Abs(value / sum - result[query, c]) <= Tolerance * largest))
                        return false;
                }
            }

            return true;
        }
    }
}
