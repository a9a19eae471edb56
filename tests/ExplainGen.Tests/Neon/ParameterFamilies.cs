using ExplainGen.Neon;

namespace ExplainGen.Tests.Neon;

/// <summary>Small valid parameters of every family, and the tensors that the weights file of such a head has.</summary>
internal static class ParameterFamilies
{
    public static readonly Dictionary<string, (Func<NeonParameters> Make, string Tensors)> All = new(StringComparer.Ordinal)
    {
        ["OneClassSvm"] = (
            () => new OneClassSvmParameters(2, [0, 0, 1, 0, 0, 2], [0.5, 0.3, 0.2], 0.5, 0.1),
            "support_vectors [3, 2], coefficients [3], gamma [1], rho [1]"),
        ["OneClassSvm with contrast"] = (
            () => new OneClassSvmParameters(2, [0, 0], [1], 0.5, -0.1, [3, 4, 5, 6], [2, 1]),
            "support_vectors [1, 2], coefficients [1], gamma [1], rho [1], contrast_vectors [2, 2], contrast_coefficients [2]"),
        ["OneClassSvm with budget"] = (
            () => new OneClassSvmParameters(2, [0, 0], [1], 0.5, -0.1, budget: 1.5),
            "support_vectors [1, 2], coefficients [1], gamma [1], rho [1], budget [1]"),
        ["Svdd"] = (
            () => new SvddParameters(2, [0, 0, 1, 0], [0.5, 0.5], 0.5, 0.25),
            "support_vectors [2, 2], coefficients [2], gamma [1], radius [1]"),
        ["DeepSvdd"] = (() => new DeepSvddParameters([1, 2, 3]), "center [3]"),
        ["Kde"] = (() => new KdeParameters(3, [1, 2, 3, 4, 5, 6], 0.1), "points [2, 3], gamma [1]"),
        ["KMeans"] = (() => new KMeansParameters(2, [0, 0, 3, 0, 0, 4], 0.1), "centroids [3, 2], beta [1]"),
        ["KernelKMeans"] = (
            () => new KernelKMeansParameters(1, 2, [1, 2, 3], [1, 0, 1], 0.1, 0.2),
            "points [3, 1], labels [3], gamma [1], beta [1]"),
        ["GaussianMixture"] = (
            () => new GaussianMixtureParameters(2, [-1, -2], [0, 0, 1, 1], [1, 0, 0, 1, 2, 0.5, 0.5, 2], [0, -1.3]),
            "log_priors [2], means [2, 2], precisions [2, 2, 2], log_determinants [2]"),
        ["Lda"] = (
            () => new LdaParameters(2, [-1, -2, -3], [0, 0, 1, 1, 2, 2], [2, 0.5, 0.5, 2]),
            "log_priors [3], means [3, 2], precision [2, 2]"),
        ["DensityRatio"] = (
            () => new DensityRatioParameters(1, [1, 2, 3], [4, 5], 0.1), "numerator [3, 1], denominator [2, 1], gamma [1]"),
        ["RbfSvm"] = (
            () => new RbfSvmParameters(2, [1, 0, 0, 1, -1, 0], [0.8, 0.5, -1.3], 1, [-0.05], [2, 1]),
            "support_vectors [3, 2], coefficients [1, 3], gamma [1], bias [1], counts [2]"),
        ["RbfSvm of three classes"] = (
            () => new RbfSvmParameters(1, [1, 2, 3], [1, 2, 3, 4, 5, 6], 1, [0.1, 0.2, 0.3], [1, 1, 1]),
            "support_vectors [3, 1], coefficients [2, 3], gamma [1], bias [3], counts [3]"),
        ["LinearModel"] = (
            () => new LinearModelParameters(3, [1, 2, 3, 4, 5, 6], [0.1, 0.2], [7, 8, 9]),
            "weight [2, 3], bias [2], reference [3]"),
        ["LinearModel without reference"] = (
            () => new LinearModelParameters(3, [1, 2, 3], [0.1]), "weight [1, 3], bias [1], reference [3]"),
        ["KnnClassifier"] = (() => new KnnParameters(2, [1, 2, 3, 4], [7, 0]), "points [2, 2], labels [2]"),
        ["KnnOutlier"] = (() => new KnnParameters(2, [1, 2, 3, 4]), "points [2, 2]"),
        ["Mahalanobis"] = (() => new MahalanobisParameters([1, 2], [2, 0.5, 0.5, 2]), "mean [2], precision [2, 2]"),
        ["Pca"] = (() => new PcaParameters([1, 2, 3], [0.6, 0.8, 0, 0, 0, 1]), "mean [3], components [2, 3]"),
        ["Regression"] = (() => new RegressionParameters(3, [1, 2, 3, 4, 5, 6], [0.1, 0.2]), "weight [2, 3], bias [2]"),
        ["Regression without bias"] = (() => new RegressionParameters(3, [1, 2, 3]), "weight [1, 3]"),
        ["Forest"] = (
            () => new ForestParameters(2, 1, [1, -1, -1], [0.5, 0, 0], [1, -1, -1], [2, -1, -1], [0.5, 0, 1], [0]),
            "feature [3], threshold [3], left [3], right [3], value [3, 1], roots [1], base [1]"),
        ["Forest with base"] = (
            () => new ForestParameters(2, 2, [-1], [0], [-1], [-1], [0.25, 0.75], [0], [0.1, 0.2]),
            "feature [1], threshold [1], left [1], right [1], value [1, 2], roots [1], base [2]"),
    };

    public static TheoryData<string> Names => [.. All.Keys];
}
