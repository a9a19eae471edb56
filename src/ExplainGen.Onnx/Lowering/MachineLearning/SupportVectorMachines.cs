using System.Collections.Immutable;
using ExplainGen.Graph;
using ExplainGen.Onnx.Folding;

namespace ExplainGen.Onnx.Lowering.MachineLearning;

/// <summary>
/// Support vector machines in the layout of libsvm (Chang and Lin, ACM TIST 2, 2011), whose rho files have with the other sign.
/// </summary>
internal static class SupportVectorMachines
{
    /// <summary>So many multiply-adds take about as long as an element that is computed at import.</summary>
    private const int ProductsPerElement = 8;

    /// <summary>
    /// f = sum_j a_j k(x, u_j) + b. With a_j above 0 throughout it is a one-class SVM; those of a regression add up to 0.
    /// </summary>
    internal static void Regressor(NodeContext node)
    {
        FlowValue x = NodeAttributes.Features(node);
        long vectors = node.Integer("n_supports", 0);
        if (vectors <= 0)
            throw node.Fail($"its n_supports is {vectors}", "a one-class SVM with support vectors can be imported");
        float[] coefficients = NodeAttributes.Reals(node, "coefficients", vectors, "one a support vector");
        float[] supportVectors = Vectors(node, x, coefficients.Length);
        if (coefficients.Any(c => c < 0))
        {
            throw node.Fail(
                "its coefficients have both signs, as those of a regression (SVR) do",
                "of this operator a one-class SVM can be imported, whose coefficients are all positive");
        }

        RequireUntransformed(node);
        float gamma = Gamma(node, "a one-class SVM with the kernel RBF can be imported; a linear model needs no support vectors");
        float[] rho = NodeAttributes.Reals(node, "rho", 1, "the offset");

        // Vectors of no weight, where small ones were rounded, take no part.
        int[] kept = [.. Enumerable.Range(0, coefficients.Length).Where(j => coefficients[j] > 0)];
        if (kept.Length == 0)
            throw node.Fail("its coefficients are all 0");
        int features = x.Shape.Channels;
        FlowValue scores = node.AddLayer(
            "", "OneClassSvm", [], [x],
            new LayerWeights("support_vectors", [kept.Length, features], kept.Length == coefficients.Length
                ? supportVectors
                : [.. kept.SelectMany(j => supportVectors.AsSpan(j * features, features).ToArray())]),
            new LayerWeights("coefficients", [kept.Length], [.. kept.Select(j => coefficients[j])]),
            new LayerWeights("gamma", [1], [gamma]),
            new LayerWeights("rho", [1], [-rho[0]]));
        node.Network.AddNote(
            "The score says how far out an input lies: -log( (f + rho) / sum of the coefficients ) of the file's decision value f, "
            + "beyond the threshold where f is negative.");
        node.Set(scores with { Form = new ScoreForm(1) });
    }

    /// <summary>A decision between each pair of classes, positive for the first of them.</summary>
    internal static void Classifier(NodeContext node)
    {
        FlowValue x = NodeAttributes.Features(node);
        int classes = NodeAttributes.Classes(node, "classlabels_ints");
        int[] counts = Counts(node, classes);
        int vectors = counts.Sum();
        long pairs = (long)classes * (classes - 1) / 2;
        float[] supportVectors = Vectors(node, x, vectors);
        float[] coefficients = NodeAttributes.Reals(
            node, "coefficients", (classes - 1L) * vectors, "one a support vector for each of the other classes");
        float[] rho = NodeAttributes.Reals(node, "rho", pairs, "one a pair of classes");
        bool isLinear = node.Text("kernel_type", "LINEAR") == "LINEAR";
        FlowValue scores = isLinear
            ? Linear(node, x, counts, supportVectors, coefficients, rho)
            : node.AddLayer(
                "", "RbfSvm", [Argument.Number("Classes", classes)], [x],
                new LayerWeights("support_vectors", [vectors, x.Shape.Channels], supportVectors),
                new LayerWeights("coefficients", [classes - 1, vectors], coefficients),
                new LayerWeights("gamma", [1], [Gamma(node, "the kernels RBF and LINEAR can be imported")]),
                new LayerWeights("bias", [(int)pairs], rho),
                new LayerWeights("counts", [classes], Array.ConvertAll(counts, count => (float)count)));
        bool isProbability = node.Node.Attribute("prob_a") is { Reals.Length: > 0 };
        if (isProbability || node.Text("post_transform", "NONE") != "NONE")
            node.Network.AddNote("Scores are made of decision values; the file gives probabilities that it makes of them.");
        node.Network.AddNote((isLinear, classes) switch
        {
            (true, 2) => "The score is the decision value, positive for the second class.",
            (true, _) => "Scores are the decision values of pairs of classes, (0, 1), (0, 2), ... (1, 2), ...: positive for the first one.",
            (false, 2) => "The score is the log ratio of the positive to the negative part of the decision value for the first class.",
            _ => "The score of a class is the least of its log ratios against the others: positive where it wins against all of them.",
        });
        node.Set(new LabelValue(scores));
        node.Set(scores with
        {
            Form = new ScoreForm(isProbability ? classes : classes == 2 ? 2 : (int)pairs)
            {
                PairedClasses = isProbability ? 0 : classes,
                SingleClass = isLinear ? 1 : 0,
            },
        }, 1);
    }

    // w = sum_s a_s u_s over the vectors of both classes; of two classes the score is that of the second one.
    private static FlowValue Linear(NodeContext node, FlowValue x, int[] counts, float[] supportVectors, float[] coefficients, float[] rho)
    {
        int features = x.Shape.Channels, classes = counts.Length, vectors = counts.Sum(), pairs = rho.Length;
        int count = ConstantFolding.Count(node, [pairs, features]);
        ConstantFolding.Take(node, (long)coefficients.Length * features / ProductsPerElement + count);
        var weight = new float[count];
        var sums = new double[features];
        int[] starts = new int[classes];
        for (int c = 1; c < classes; c++)
            starts[c] = starts[c - 1] + counts[c - 1];
        float sign = classes == 2 ? -1 : 1;
        for (int i = 0, pair = 0; i < classes; i++)
        {
            for (int j = i + 1; j < classes; j++, pair++)
            {
                Array.Clear(sums);
                Add(i, row: j - 1);
                Add(j, row: i);
                for (int f = 0; f < features; f++)
                    weight[pair * features + f] = (float)(sign * sums[f]);
            }
        }

        return node.AddLayer(
            "", "LinearSvm", [Argument.Number("Classes", classes == 2 ? 2 : pairs)], [x],
            LinearModels.Weights(weight, Array.ConvertAll(rho, r => sign * r), features));

        void Add(int c, int row)
        {
            for (int s = starts[c]; s < starts[c] + counts[c]; s++)
            {
                double coefficient = coefficients[row * vectors + s];
                for (int f = 0; f < features; f++)
                    sums[f] += coefficient * supportVectors[s * features + f];
            }
        }
    }

    private static int[] Counts(NodeContext node, int classes)
    {
        ImmutableArray<long> counts = NodeAttributes.Integers(node, "vectors_per_class", classes, "one a class");
        long sum = 0;
        foreach (long count in counts)
        {
            if (count is < 0 or > int.MaxValue)
                throw node.Fail($"its vectors_per_class holds {count}, which is no number of support vectors");
            sum += count;
        }

        return sum is > 0 and <= int.MaxValue
            ? [.. counts.Select(count => (int)count)]
            : throw node.Fail($"its vectors_per_class adds up to {sum} support vectors");
    }

    private static float[] Vectors(NodeContext node, FlowValue x, int count) => NodeAttributes.Reals(
        node, "support_vectors", (long)count * x.Shape.Channels, $"{count} vectors of {x.Shape.Channels} features");

    private static float Gamma(NodeContext node, string help)
    {
        string kernel = node.Text("kernel_type", "LINEAR");
        if (kernel != "RBF")
            throw node.Fail($"its kernel_type is {OnnxText.Quote(kernel)}", help);
        float[] parameters = NodeAttributes.Reals(node, "kernel_params");
        if (parameters.Length == 0)
            throw node.Fail("its kernel_params are left out, of which the first is gamma");
        return parameters[0] > 0
            ? parameters[0]
            : throw node.Fail($"its kernel_params begin with gamma = {parameters[0]}, which must be above 0");
    }

    private static void RequireUntransformed(NodeContext node)
    {
        string transform = node.Text("post_transform", "NONE");
        if (transform != "NONE")
        {
            throw node.Fail(
                $"its post_transform is {OnnxText.Quote(transform)}", "of a one-class SVM the decision value itself can be imported");
        }
    }
}
