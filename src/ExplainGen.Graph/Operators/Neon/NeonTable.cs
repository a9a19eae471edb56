namespace ExplainGen.Graph;

/// <summary>Every neuralized model that a declaration can name, alone or as the last layer of a network.</summary>
public static class NeonTable
{
    /// <summary>What makes each of them of its arguments, by kind.</summary>
    internal static IReadOnlyDictionary<string, Func<ArgumentReader, Operator>> Factories { get; } =
        new SortedDictionary<string, Func<ArgumentReader, Operator>>(StringComparer.Ordinal)
        {
            ["DecisionTree"] = ForestOperator.CreateDecisionTree,
            ["DeepSvdd"] = DeepSvddOperator.Create,
            ["DensityRatio"] = DensityRatioOperator.Create,
            ["GaussianMixture"] = GaussianMixtureOperator.CreateGaussianMixture,
            ["GradientBoosting"] = ForestOperator.CreateGradientBoosting,
            ["KMeans"] = KMeansOperator.Create,
            ["Kde"] = KdeOperator.Create,
            ["KernelKMeans"] = KernelKMeansOperator.Create,
            ["KnnClassifier"] = KnnClassifierOperator.Create,
            ["KnnOutlier"] = KnnOutlierOperator.Create,
            ["Lda"] = LdaOperator.Create,
            ["LinearSvm"] = LinearModelOperator.CreateLinearSvm,
            ["LogisticRegression"] = LinearModelOperator.CreateLogisticRegression,
            ["Mahalanobis"] = MahalanobisOperator.Create,
            ["OneClassSvm"] = OneClassSvmOperator.Create,
            ["PcaReconstruction"] = PcaReconstructionOperator.Create,
            ["Qda"] = GaussianMixtureOperator.CreateQda,
            ["RandomForest"] = ForestOperator.CreateRandomForest,
            ["RbfSvm"] = RbfSvmOperator.Create,
            ["Regression"] = RegressionOperator.Create,
            ["SoftmaxRegression"] = LinearModelOperator.CreateSoftmaxRegression,
            ["Svdd"] = SvddOperator.Create,
        };

    /// <summary>All kinds, in ordinal order.</summary>
    public static IEnumerable<string> Kinds => Factories.Keys;

    /// <summary>Whether a kind is one of them.</summary>
    public static bool Contains(string kind) => Factories.ContainsKey(kind);
}
