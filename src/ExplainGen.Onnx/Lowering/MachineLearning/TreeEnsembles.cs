using ExplainGen.Graph;

namespace ExplainGen.Onnx.Lowering.MachineLearning;

/// <summary>
/// Decision trees, random forests and gradient boosted trees: what the leaves say, added up or averaged over trees, and a base.
/// </summary>
internal static class TreeEnsembles
{
    internal static void Classifier(NodeContext node)
    {
        int classes = NodeAttributes.Classes(node, "classlabels_int64s");
        LeafWeights leaves = LeafWeights.Read(node, "class", classes);

        // Of two classes files may have weights of one alone, which then are those of the second class, whatever number they have.
        bool isSingle = classes == 2 && leaves.HasOneOutput;
        int outputs = isSingle ? 1 : classes;
        if (isSingle)
            leaves = leaves.Single();
        string transform = LinearModels.Transform(node);
        float[] start = NodeAttributes.Reals(node, "base_values");
        if (!isSingle && classes == 2 && start.Length > 0)
        {
            throw node.Fail(
                "its base_values stand beside weights of both of two classes, which runtimes add up in different ways",
                "a model without them, or with weights of one class, can be imported");
        }

        FlowValue scores = Add(node, leaves, outputs, start, isAverage: false, isBoosted: start.Length > 0 || transform != "NONE");
        node.Network.AddNote((isSingle, transform == "NONE") switch
        {
            (true, true) => "The score is what the trees say of the second class.",
            (true, false) => "The score is what the trees add up to for the second class, before it becomes a probability.",
            (false, true) => "The scores are what the trees say of each class.",
            _ => "The scores are what the trees add up to for each class, before they become probabilities.",
        });
        node.Set(new LabelValue(scores));
        node.Set(scores with { Form = new ScoreForm(classes) }, 1);
    }

    internal static void Regressor(NodeContext node)
    {
        long targets = node.Integer("n_targets", 1);
        if (targets is < 1 or > int.MaxValue)
            throw node.Fail($"its n_targets is {targets}, where a number of outputs is expected");
        LeafWeights leaves = LeafWeights.Read(node, "target", (int)targets);
        string aggregate = node.Text("aggregate_function", "SUM");
        if (aggregate is not ("SUM" or "AVERAGE"))
        {
            throw node.Fail(
                $"its aggregate_function is {OnnxText.Quote(aggregate)}",
                "trees that are added up (SUM) or averaged (AVERAGE) can be imported");
        }

        if (LinearModels.Transform(node) is not "NONE" and var transform)
            throw node.Fail($"its post_transform is {OnnxText.Quote(transform)}", "a regression without one can be imported");
        float[] start = NodeAttributes.Reals(node, "base_values");
        FlowValue scores = Add(node, leaves, (int)targets, start, aggregate == "AVERAGE", isBoosted: start.Length > 0);
        node.Set(scores with { Form = new ScoreForm((int)targets) });
    }

    private static FlowValue Add(NodeContext node, LeafWeights leaves, int outputs, float[] start, bool isAverage, bool isBoosted)
    {
        FlowValue x = NodeAttributes.Features(node);
        if (start.Length != outputs && start.Length != 0)
            throw node.Fail($"its base_values has {start.Length} entries, where {outputs} are expected, one an output");
        TreeNodes trees = TreeNodes.Read(node, x.Shape.Channels);
        float[] values = trees.Values(node, leaves, outputs);
        int count = trees.Feature.Length;
        List<Argument> arguments = [Argument.Number("Outputs", outputs)];
        string kind = trees.Roots.Length == 1 ? "DecisionTree" : isBoosted && !isAverage ? "GradientBoosting" : "RandomForest";
        if (kind == "RandomForest" && !isAverage)
            arguments.Add(Argument.Flag("Average", false));
        if (outputs == 1)
            arguments.RemoveAt(0);
        node.Network.AddNote(
            "A file does not say what inner nodes of trees stand for: their values are the means of their children's, "
            + "weighted by the hit rates where there are any.");
        return node.AddLayer(
            "", kind, arguments, [x],
            new LayerWeights("feature", [count], trees.Feature),
            new LayerWeights("threshold", [count], trees.Threshold),
            new LayerWeights("left", [count], trees.Left),
            new LayerWeights("right", [count], trees.Right),
            new LayerWeights("value", [count, outputs], values),
            new LayerWeights("roots", [trees.Roots.Length], Array.ConvertAll(trees.Roots, root => (float)root)),
            new LayerWeights("base", [outputs], start.Length == 0 ? new float[outputs] : start));
    }
}
