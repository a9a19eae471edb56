using System.Globalization;

namespace ExplainGen.Graph;

/// <summary>
/// Decision trees as split units, leaf units and a linear read-out (Biau, Scornet, Welbl, "Neural Random Forests", arXiv:1604.07143), for
/// one tree, the mean or the sum of several.
/// </summary>
/// <param name="Model">The kind.</param>
/// <param name="Scores">Numbers that a leaf holds.</param>
/// <param name="Average">Whether trees are averaged rather than added up.</param>
public sealed record ForestOperator(int? Features, string Model, int Scores, bool Average) : NeonOperator(Features)
{
    public override string Kind => Model;

    public override int Outputs => Scores;

    public override NeonRole Role => Scores == 1 ? NeonRole.Scorer : NeonRole.Classifier;

    public override string KernelType(Shape input) => "ForestHead";

    public override string ParametersType => "ForestParameters";

    public override IReadOnlyList<(string Name, string Value)> KernelArguments(Shape input) =>
        [("outputs", Scores.ToString(CultureInfo.InvariantCulture)), ("average", Average ? "true" : "false")];

    public override IReadOnlyList<NeonLayer> Layers =>
    [
        new(NeonStage.Detection, "splits",
            "u_n = -1 where x_f <= t (left), +1 where it is above (right), f and t the feature and the threshold of node n",
            "R_f = sum over outputs c, and nodes n on the input's paths that split by f, of (v_child,c - v_n,c) R_c / f_c; "
            + "the roots' values are the bias's"),
        new(NeonStage.Detection, "leaves", "leaf l = 1 where sum_n s_ln u_n = depth of l, s_ln the side of its path at n, else 0", null),
        new(NeonStage.Pooling, "read-out",
            (Average ? "f_c = base_c + mean" : "f_c = base_c + sum") + " over trees of sum_l v_lc leaf l",
            "R of tree t = sum_c (its value of c) R_c / f_c; base_c is the bias's"),
    ];

    public static Operator CreateDecisionTree(ArgumentReader reader) =>
        new ForestOperator(ReadFeatures(reader), "DecisionTree", ReadOutputs(reader), Average: false);

    public static Operator CreateRandomForest(ArgumentReader reader) =>
        new ForestOperator(ReadFeatures(reader), "RandomForest", ReadOutputs(reader), reader.Flag("Average", true));

    public static Operator CreateGradientBoosting(ArgumentReader reader) =>
        new ForestOperator(ReadFeatures(reader), "GradientBoosting", ReadOutputs(reader), Average: false);

    public override IReadOnlyList<WeightTensor> Weights(Shape input) =>
    [
        new("feature", new Shape(WeightTensor.Loaded)),
        new("threshold", new Shape(WeightTensor.Loaded)),
        new("left", new Shape(WeightTensor.Loaded)),
        new("right", new Shape(WeightTensor.Loaded)),
        new("value", new Shape(WeightTensor.Loaded, Scores)),
        new("roots", new Shape(Model == "DecisionTree" ? 1 : WeightTensor.Loaded)),
        new("base", new Shape(Scores)),
    ];

    public override string Describe() => Model == "DecisionTree" ? "" : Average ? "mean" : "sum";

    private static int ReadOutputs(ArgumentReader reader) => reader.Positive("Outputs", fallback: 1);
}
