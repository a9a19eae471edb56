namespace ExplainGen.Conformance.Tests.Neon;

[DecisionTree(Features = 5)]
public sealed partial class SmallTree;

[RandomForest(Features = 5, Outputs = 3)]
public sealed partial class MeanOfTrees;

[RandomForest(Features = 5, Outputs = 3, Average = false)]
public sealed partial class SumOfTrees;

[GradientBoosting(Features = 5, Outputs = 3)]
public sealed partial class BoostedTrees;
