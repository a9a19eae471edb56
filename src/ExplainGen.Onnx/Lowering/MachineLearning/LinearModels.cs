using ExplainGen.Graph;

namespace ExplainGen.Onnx.Lowering.MachineLearning;

/// <summary>Linear classifiers and regressions: w_c x + b_c, with a row of coefficients a score.</summary>
internal static class LinearModels
{
    internal static void Classifier(NodeContext node)
    {
        FlowValue x = NodeAttributes.Features(node);
        int features = x.Shape.Channels, classes = NodeAttributes.Classes(node, "classlabels_ints");
        float[] bias = NodeAttributes.Reals(node, "intercepts");
        if (bias.Length != classes && !(bias.Length == 1 && classes == 2))
            throw node.Fail($"its intercepts has {bias.Length} entries, where {classes} are expected, one a class");
        float[] weight = NodeAttributes.Reals(
            node, "coefficients", (long)bias.Length * features, $"{bias.Length} scores of {features} features");
        string transform = Transform(node);

        // Of two classes files have the row of the second one, and its negative before it.
        bool isMirrored = bias.Length == 2 && bias[0] == -bias[1]
            && Enumerable.Range(0, features).All(i => weight[i] == -weight[features + i]);
        bool isSingle = bias.Length == 1 || (isMirrored && transform != "SOFTMAX");
        if (isSingle && bias.Length == 2)
            (weight, bias) = (weight[features..], bias[1..]);
        (string kind, Argument[] arguments) = isSingle
            ? (transform == "NONE" ? "LinearSvm" : "LogisticRegression", Array.Empty<Argument>())
            : (transform == "NONE" && classes > 2 ? "LinearSvm" : "SoftmaxRegression", [Argument.Number("Classes", classes)]);
        FlowValue scores = node.AddLayer("", kind, arguments, [x], Weights(weight, bias, features));
        node.Network.AddNote((isSingle, transform == "LOGISTIC") switch
        {
            (true, true) => "The score is the log odds of the second class.",
            (true, false) => "The score is positive for the second class.",
            (false, true) => "Scores are log odds of each class against the rest.",
            _ => "Scores are those before any softmax.",
        });
        NoteReference(node);
        node.Set(new LabelValue(scores));
        node.Set(scores with { Form = new ScoreForm(classes) }, 1);
    }

    internal static void Regressor(NodeContext node)
    {
        FlowValue x = NodeAttributes.Features(node);
        int features = x.Shape.Channels;
        long targets = node.Integer("targets", 1);
        if (targets is < 1 or > int.MaxValue)
            throw node.Fail($"its targets is {targets}, where a number of outputs is expected");
        float[] weight = NodeAttributes.Reals(node, "coefficients", targets * features, $"{targets} targets of {features} features");
        float[] bias = NodeAttributes.Reals(node, "intercepts");
        if (bias.Length == 0)
            bias = new float[targets];
        if (bias.Length != targets)
            throw node.Fail($"its intercepts has {bias.Length} entries, where {targets} are expected, one a target");
        if (Transform(node) != "NONE")
            throw node.Fail($"its post_transform is {OnnxText.Quote(Transform(node))}", "a regression without one can be imported");
        FlowValue scores = node.AddLayer(
            "", targets == 1 ? "LinearSvm" : "SoftmaxRegression", targets == 1 ? [] : [Argument.Number("Classes", targets)], [x],
            Weights(weight, bias, features));
        node.Network.AddNote("Scores are the targets of a linear regression.");
        NoteReference(node);
        node.Set(scores with { Form = new ScoreForm((int)targets) });
    }

    /// <summary>The tensors of a linear model that is explained against the zero vector.</summary>
    internal static LayerWeights[] Weights(float[] weight, float[] bias, int features) =>
    [
        new("weight", [bias.Length, features], weight),
        new("bias", [bias.Length], bias),
        new("reference", [features], new float[features]),
    ];

    /// <summary>What is done with scores before a file gives them.</summary>
    internal static string Transform(NodeContext node)
    {
        string transform = node.Text("post_transform", "NONE");
        return transform is "NONE" or "LOGISTIC" or "SOFTMAX" or "SOFTMAX_ZERO" or "PROBIT"
            ? transform
            : throw node.Fail($"its post_transform is {OnnxText.Quote(transform)}, which there is not");
    }

    private static void NoteReference(NodeContext node) =>
        node.Network.AddNote("Features are compared with the reference in the weights: 0, where the file knows nothing of the data.");
}
