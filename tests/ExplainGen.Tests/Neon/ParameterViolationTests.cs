using ExplainGen.Neon;

namespace ExplainGen.Tests.Neon;

/// <summary>Parameters that do not fit: one error with the argument, what was expected and what was found.</summary>
public sealed class ParameterViolationTests
{
    private static readonly Dictionary<string, Action> s_violations = new(StringComparer.Ordinal)
    {
        ["features: features is 0; expected at least 1."] = () => _ = new KdeParameters(0, [1], 1),
        ["points: points has 3 numbers; expected whole rows of 2 features."] = () => _ = new KdeParameters(2, [1, 2, 3], 1),
        ["points: points has 0 rows of 2 features; expected at least 1."] = () => _ = new KdeParameters(2, [], 1),
        ["points: points is NaN at entry 1; expected finite numbers."] = () => _ = new KdeParameters(2, [1, double.NaN], 1),
        ["points: points is -Infinity at entry 0; expected finite numbers."] =
            () => _ = new KnnParameters(1, [double.NegativeInfinity]),
        ["gamma: gamma is 0; expected a finite number above 0."] = () => _ = new KdeParameters(1, [1], 0),
        ["gamma: gamma is NaN; expected a finite number above 0."] = () => _ = new KdeParameters(1, [1], double.NaN),
        ["coefficients: coefficients has 1 numbers; expected 2, one a support vector."] =
            () => _ = new OneClassSvmParameters(1, [1, 2], [1], 1, 0),
        ["coefficients: coefficients is 0 at entry 1; expected numbers above 0."] =
            () => _ = new OneClassSvmParameters(1, [1, 2], [1, 0], 1, 0),
        ["rho: rho is Infinity; expected a finite number."] =
            () => _ = new OneClassSvmParameters(1, [1], [1], 1, double.PositiveInfinity),
        ["budget: budget is NaN; expected a finite number."] =
            () => _ = new OneClassSvmParameters(1, [1], [1], 1, 0, budget: double.NaN),
        ["contrastCoefficients: contrastCoefficients has 1 numbers; expected none without contrast vectors."] =
            () => _ = new OneClassSvmParameters(1, [1], [1], 1, 0, null, [1]),
        ["contrastCoefficients: contrastCoefficients has 1 numbers; expected 2, one a contrast vector."] =
            () => _ = new OneClassSvmParameters(1, [1], [1], 1, 0, [1, 2], [1]),
        ["radius: radius is -1; expected a finite number of at least 0."] = () => _ = new SvddParameters(1, [1], [1], 1, -1),
        ["center: center has 0 rows of 1 features; expected at least 1."] = () => _ = new DeepSvddParameters([]),
        ["center: center is NaN at entry 0; expected finite numbers."] = () => _ = new DeepSvddParameters([double.NaN]),
        ["centroids: centroids has 1 rows of 2 features; expected at least 2."] = () => _ = new KMeansParameters(2, [1, 2], 1),
        ["beta: beta is -0.5; expected a finite number of at least 0."] = () => _ = new KMeansParameters(1, [1, 2], -0.5),
        ["centroids: centroids[1] has 1 numbers; expected as many as the first has, 2, and at least 1."] =
            () => _ = KMeansParameters.FromCentroids([[1, 2], [3]], 1),
        ["centroids: centroids[0] has 0 numbers; expected as many as the first has, 0, and at least 1."] =
            () => _ = KMeansParameters.FromCentroids([[], []], 1),
        ["points: The mean score of points is 0; expected a number above 0."] =
            () => _ = KMeansParameters.HeuristicBeta(1, [-1, 1], [0]),
        ["labels: labels is 2 at entry 1; expected 0 to 1."] = () => _ = new KernelKMeansParameters(1, 2, [1, 2], [0, 2], 1, 1),
        ["labels: labels gives cluster 1 no point; expected at least 1."] =
            () => _ = new KernelKMeansParameters(1, 3, [1, 2], [0, 2], 1, 1),
        ["labels: labels has 1 entries; expected 2, one a point."] = () => _ = new KnnParameters(1, [1, 2], [0]),
        ["precisions: precisions has 2 numbers; expected 8, features x features a mean."] =
            () => _ = new GaussianMixtureParameters(2, [0, 0], [1, 2, 3, 4], [1, 1], [0, 0]),
        ["precisions: precisions is 0.5 at matrix 1, row 1, column 0 and 0.25 at matrix 1, row 0, column 1; expected symmetry."] =
            () => _ = new GaussianMixtureParameters(2, [0, 0], [1, 2, 3, 4], [1, 0, 0, 1, 1, 0.25, 0.5, 1], [0, 0]),
        ["precision: precision is -1 at row 1, column 1; expected a positive diagonal."] =
            () => _ = new LdaParameters(2, [0, 0], [1, 2, 3, 4], [1, 0, 0, -1]),
        ["weights: weights is 0 at entry 0; expected numbers above 0."] =
            () => _ = GaussianMixtureParameters.FromCovariances(1, [0, 1], [1, 2], [1, 1]),
        ["denominator: denominator has 0 rows of 1 features; expected at least 1."] =
            () => _ = new DensityRatioParameters(1, [1], [], 1),
        ["counts: counts add up to 2; expected the 3 support vectors."] =
            () => _ = new RbfSvmParameters(1, [1, 2, 3], [1, 2, 3], 1, [0], [1, 1]),
        ["counts: counts is -1 for class 1; expected at least 0."] =
            () => _ = new RbfSvmParameters(1, [1, 2, 3], [1, 2, 3], 1, [0], [4, -1]),
        ["coefficients: coefficients has 3 numbers; expected 6, (classes - 1) x support vectors."] =
            () => _ = new RbfSvmParameters(1, [1, 2, 3], [1, 2, 3], 1, [0, 0, 0], [1, 1, 1]),
        ["bias: bias has 1 numbers; expected 3, one a pair of classes."] =
            () => _ = new RbfSvmParameters(1, [1, 2, 3], [1, 2, 3, 4, 5, 6], 1, [0], [1, 1, 1]),
        ["reference: reference has 1 numbers; expected 2, one a feature."] =
            () => _ = new LinearModelParameters(2, [1, 2], [0], [1]),
        ["components: components has 2 rows; expected at most as many as features, 1."] =
            () => _ = new PcaParameters([0], [1, 1]),
        ["components: components: rows 1 and 0 have the product 0.6; expected 0, orthonormal rows."] =
            () => _ = new PcaParameters([0, 0], [1, 0, 0.6, 0.8]),
        ["feature: feature is 2 at node 0; expected 0 to 1."] = () => _ = Tree([2, -1, -1], [1, -1, -1], [2, -1, -1]),
        ["right: right is 1 at node 0, a node reached before; expected trees."] =
            () => _ = Tree([0, -1, -1], [1, -1, -1], [1, -1, -1]),
        ["left: left is 0 at node 1, a node reached before; expected trees."] =
            () => _ = Tree([0, 0, -1], [2, 0, -1], [1, 2, -1]),
        ["right: right is 3 at node 0; expected a node from 0 to 2, or -1 left and right of a leaf."] =
            () => _ = Tree([0, -1, -1], [1, -1, -1], [3, -1, -1]),
        ["right: right is -1 at node 0; expected a node from 0 to 2, or -1 left and right of a leaf."] =
            () => _ = Tree([0, -1, -1], [1, -1, -1], [-1, -1, -1]),
        ["roots: roots is 3 at entry 0; expected 0 to 2."] = () => _ = Tree([0, -1, -1], [1, -1, -1], [2, -1, -1], root: 3),
        ["left: left has 2 entries; expected 3, one a node."] = () => _ = Tree([0, -1, -1], [1, -1], [2, -1, -1]),
    };

    public static TheoryData<string> Violations => [.. s_violations.Keys];

    [Theory]
    [MemberData(nameof(Violations))]
    public void OneErrorSaysWhatIsWrong(string expected)
    {
        var error = Assert.Throws<ArgumentException>(s_violations[expected]);
        Assert.Equal(expected, $"{error.ParamName}: {error.Message.Replace($" (Parameter '{error.ParamName}')", "")}");
    }

    [Fact]
    public void ArraysAreNeeded() =>
        Assert.Equal("points", Assert.Throws<ArgumentNullException>(() => new KdeParameters(1, null!, 1)).ParamName);

    private static ForestParameters Tree(int[] feature, int[] left, int[] right, int root = 0) =>
        new(2, 1, feature, [0, 0, 0], left, right, [0, 0, 0], [root]);
}
