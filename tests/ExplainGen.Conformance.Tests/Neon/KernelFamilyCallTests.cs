using ExplainGen.Neon;
using ExplainGen.TestKit;
using ExplainGen.TestKit.Oracle.Neon;

namespace ExplainGen.Conformance.Tests.Neon;

/// <summary>
/// Kernel machines and clusters keep the contract of all models (no allocation, batches, several targets), and their originals are those of
/// the oracle, which shares nothing with them.
/// </summary>
public sealed class KernelFamilyCallTests
{
    private const double Gamma = 0.3;

    private static readonly double[][] s_points = RandomPoints.Normal(1, 40, 7), s_others = RandomPoints.Normal(2, 30, 7);
    private static readonly double[] s_weights = RandomPoints.Uniform(3, 40, 0.1, 1);
    private static readonly int[] s_labels = [.. Enumerable.Range(0, 40).Select(n => n % 4)];

    public static TheoryData<string> Names => [.. Models.Keys];

    private static SortedDictionary<string, (INeuralizedModel Model, ModelMetadata Metadata, Target[] Targets)> Models { get; } =
        new(StringComparer.Ordinal)
        {
            ["Kde"] = One(Density.Neuralize(new KdeParameters(7, RandomPoints.Flat(s_points), Gamma)), Density.Metadata),
            ["Svdd"] = One(
                DataDescription.Neuralize(new SvddParameters(7, RandomPoints.Flat(s_points), s_weights, Gamma, radius: 0.5)),
                DataDescription.Metadata),
            ["DeepSvdd"] = One(CenterDistance.Neuralize(new DeepSvddParameters(s_points[0])), CenterDistance.Metadata),
            ["DensityRatio"] = One(Ratio(), LogRatio.Metadata),
            ["RbfSvm"] = One(Classifier(), HybridClassifier.Metadata),
            ["KernelKMeans"] = (Groups(), KernelClusters.Metadata, [Target.Class(0), Target.Class(3), Target.Contrast(1, 2)]),
            ["SoftKMeans"] = (
                SoftClusters.Neuralize(new KMeansParameters(7, RandomPoints.Flat(s_points[..5]), 0.2)), SoftClusters.Metadata,
                [Target.Class(0), Target.Class(3), Target.Contrast(1, 2)]),
            ["Laplace"] = One(LaplaceDetector.Neuralize(OneClass()), LaplaceDetector.Metadata),
            ["Student"] = One(StudentDetector.Neuralize(OneClass()), StudentDetector.Metadata),
        };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_batch_and_several_targets_give_what_single_calls_give(string name)
    {
        (INeuralizedModel model, ModelMetadata metadata, Target[] targets) = Models[name];
        float[][] inputs = [.. RandomPoints.Normal(6, 33, metadata.InputCount).Select(RandomPoints.Floats)];
        int size = metadata.InputCount;
        float[] batch = new float[33 * size], several = new float[targets.Length * size];

        ModelRunner.ExplainBatch(model, metadata, 0, inputs.SelectMany(x => x).ToArray(), Target.Top, batch, 2);
        using var workspace = new Workspace(metadata);
        ModelRunner.Explain(model, metadata, 0, inputs[0], targets, several, workspace);

        for (int i = 0; i < inputs.Length; i++)
            Assert.Equal(Alone(i, Target.Top), batch[(i * size)..((i + 1) * size)]);
        for (int t = 0; t < targets.Length; t++)
            Assert.Equal(Alone(0, targets[t]), several[(t * size)..((t + 1) * size)]);

        float[] Alone(int input, Target target) =>
            ModelRunner.Explain(model, metadata, model.Workspaces, 0, inputs[input], target, keepLayers: false).Relevance.ToArray();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Calls_with_a_workspace_allocate_nothing(string name)
    {
        (INeuralizedModel model, ModelMetadata metadata, _) = Models[name];
        float[] x = RandomPoints.Floats(RandomPoints.Normal(6, 1, metadata.InputCount)[0]), relevance = new float[metadata.InputCount];
        using var workspace = new Workspace(metadata);

        Assert.Equal(0, SteadyState.Allocation(() =>
        {
            for (int explainer = 0; explainer < metadata.Explainers.Length; explainer++)
                ModelRunner.Explain(model, metadata, explainer, x, Target.Top, relevance, workspace);
        }));
    }

    [Fact]
    public void Originals_are_those_of_the_oracle()
    {
        double[][] above = [.. s_points[..20].Select(p => p[..5])], below = [.. s_others[..20].Select(p => p[..5])];
        double[] coefficients = [.. s_weights[..20], .. s_weights[20..].Select(a => -a)];
        foreach (double[] x in RandomPoints.Normal(6, 5, 7))
        {
            AssertDecides("Kde", x, Kde.Outlierness(x, s_points, Gamma));
            AssertDecides("DensityRatio", x, DensityRatio.LogRatio(x, s_points, s_others, Gamma));
            AssertDecides("Svdd", x, Svdd.Explain(x, s_points, s_weights, Gamma).Scores);
            AssertDecides("RbfSvm", x[..5], RbfSvm.LayerByLayer(x[..5], [.. above, .. below], coefficients, Gamma, 0.1));
            AssertDecides("KernelKMeans", x[..6],
                [.. Enumerable.Range(0, 4).Select(c => KernelKMeans.Margin(x[..6], Six(s_points), s_labels, Gamma, c))]);
        }
    }

    private static void AssertDecides(string name, double[] x, params double[] expected)
    {
        var found = new double[expected.Length];
        Models[name].Model.Head.Decide(x, found);
        for (int c = 0; c < found.Length; c++)
            Assert.Equal(expected[c], found[c], 1e-9 * Math.Max(1, Math.Abs(expected[c])));
    }

    private static (INeuralizedModel Model, ModelMetadata Metadata, Target[] Targets) One(INeuralizedModel model, ModelMetadata metadata) =>
        (model, metadata, [Target.Class(0), Target.Class(0).With(Seed.One)]);

    private static LogRatio Ratio() =>
        LogRatio.Neuralize(new DensityRatioParameters(7, RandomPoints.Flat(s_points), RandomPoints.Flat(s_others), Gamma));

    private static HybridClassifier Classifier() => HybridClassifier.Neuralize(new RbfSvmParameters(
        5, [.. s_points[..20].SelectMany(p => p[..5]), .. s_others[..20].SelectMany(p => p[..5])],
        [.. s_weights[..20], .. s_weights[20..].Select(a => -a)], Gamma, [0.1], [20, 20]));

    private static KernelClusters Groups() =>
        KernelClusters.Neuralize(new KernelKMeansParameters(6, 4, RandomPoints.Flat(Six(s_points)), s_labels, Gamma, beta: 0.2));

    private static OneClassSvmParameters OneClass() => new(7, RandomPoints.Flat(s_points), s_weights, Gamma, rho: 0.1);

    private static double[][] Six(double[][] points) => [.. points.Select(p => p[..6])];
}
