using ExplainGen.Generators.Tests.Driver;

namespace ExplainGen.Generators.Tests.Diagnostics;

/// <summary>What can be wrong with a neuralized model, at its place and in its words.</summary>
public sealed class NeonDiagnosticsTests
{
    /// <summary>Marked declarations, each with the message of its first diagnostic.</summary>
    public static TheoryData<string, string> Cases => new()
    {
        {
            "[KMeans(Features = 4, Clusters = {|EXG0501:1|})] class Net;",
            "KMeans with Clusters = 1 has nothing to tell apart: membership is against other clusters (or classes), so write at least 2"
        },
        {
            "[GaussianMixture(Features = 4, Components = {|EXG0501:1|})] class Net;",
            "GaussianMixture with Components = 1 has nothing to tell apart: membership is against other clusters (or classes), so write at least 2"
        },
        {
            "[Lda(Features = 4, Classes = {|EXG0501:1|})] class Net;",
            "Lda with Classes = 1 has nothing to tell apart: membership is against other clusters (or classes), so write at least 2"
        },
        {
            "[KnnClassifier(Features = 4, Neighbors = {|EXG0006:4|})] class Net;",
            "'Neighbors' of KnnClassifier must be odd, so that votes of two sides are never equal, but is 4"
        },
        {
            "[KnnClassifier(Features = 4, Neighbors = 5, Window = {|EXG0006:3|})] class Net;",
            "'Window' of KnnClassifier must be at most (Neighbors - 1) / 2 = 2, but is 3"
        },
        {
            "[KnnClassifier(Features = 4, Neighbors = 5, Eta = {|EXG0006:1.5|})] class Net;",
            "'Eta' of KnnClassifier must be from 0 to 1, but is 1.5"
        },
        {
            "[RandomForest(Features = 4, Outputs = {|EXG0006:0|})] class Net;",
            "'Outputs' of RandomForest must be at least 1, but is 0"
        },
        {
            "[{|EXG0006:KMeans(Features = 4)|}] class Net;",
            "'Clusters' of KMeans must be at least 1, but is 0"
        },
        {
            "[KMeans(Features = {|EXG0006:0|}, Clusters = 3)] class Net;",
            "'Features' of KMeans must be at least 1, but is 0"
        },
        {
            "[Network(4), {|EXG0502:KMeans(Clusters = 3)|}, Linear(2)] class Net;",
            "'kMeans1' (KMeans) gives the scores that are explained, but 'linear1' reads it: let it be the last layer"
        },
        {
            "[Network(4), Linear(8), KMeans(Features = {|EXG0503:13|}, Clusters = 3)] class Net;",
            "'kMeans1' is declared with Features = 13, but 'linear1' gives 8: leave Features out, or make them agree"
        },
        {
            "[{|EXG0504:KMeans(Clusters = 3)|}] class Net;",
            "[KMeans] stands alone and does not say what it reads: write Features = ..., or On = typeof(...) with the network whose output it reads"
        },
        {
            "[OneClassSvm(Features = 4, Kernel = {|EXG0505:Kernel.Sigmoid|})] class Net;",
            "OneClassSvm with Kernel.Sigmoid is not known to be a network: use Gaussian, Laplace or Student"
        },
        {
            "[OneClassSvm(Features = 4, Kernel = {|EXG0006:Kernel.Laplace|}, Score = OneClassScore.InlierContrast)] class Net;",
            "'Kernel' of OneClassSvm must be Gaussian with OneClassScore.InlierContrast, but is Laplace"
        },
        {
            "[RbfSvm(Features = 4, Classes = {|EXG0501:1|})] class Net;",
            "RbfSvm with Classes = 1 has nothing to tell apart: membership is against other clusters (or classes), so write at least 2"
        },
        {
            "[RbfSvm(Features = 4, Classes = {|EXG0006:50000|})] class Net;",
            "'Classes' of RbfSvm must be at most 46340, but is 50000"
        },
        {
            "[KernelKMeans(Features = 4, Clusters = {|EXG0501:1|})] class Net;",
            "KernelKMeans with Clusters = 1 has nothing to tell apart: membership is against other clusters (or classes), so write at least 2"
        },
        {
            "[KMeans(Clusters = 3, On = {|EXG0506:typeof(string)|})] class Net;",
            "[KMeans] reads 'String', which has no [Network]: name a class with [Network] whose output are the features"
        },
        {
            "[Network(4), KMeans(Clusters = 3, On = {|EXG0506:typeof(Net)|})] class Net;",
            "[KMeans] reads 'Net', which cannot be read behind layers of its own class: name a class with [Network] whose output are the features"
        },
        {
            "[Network(4), Linear(8), {|EXG0507:Regression|}] class Net;",
            "'regression1' (Regression) lowers activations down to zero, so they must never be negative, but those of 'linear1' may be: "
            + "put [Relu] before it"
        },
        {
            "[{|EXG0507:Regression(Features = 4)|}] class Net;",
            "'regression1' (Regression) lowers activations down to zero, so they must never be negative, but those of 'input' may be: "
            + "put [Relu] before it"
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Place_and_message(string marked, string message)
    {
        GeneratorRun run = Markup.Verify("using ExplainGen;\n" + marked.Replace(" class", " partial class", StringComparison.Ordinal));

        Assert.Equal(message, run.Diagnostics[0].GetMessage());
        Assert.True(run.Sources.ContainsKey("Net.Stub.g.cs"));
        run.AssertCompiles();
    }

    [Fact]
    public void Models_in_two_parts_are_one_error_and_leave_other_classes_alone()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            using ExplainGen;
            [KMeans(Features = 2, Clusters = 2)] public partial class Net;
            [KMeans(Features = 2, Clusters = 2)] public sealed partial class Other;
            """,
            "using ExplainGen;\n[OneClassSvm(Features = 2)] public partial class Net;");

        Assert.Equal(["EXG0002"], run.Diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.True(run.Sources.ContainsKey("Net.Stub.g.cs"));
        Assert.True(run.Sources.ContainsKey("Other.g.cs"));
        run.AssertCompiles();
    }

    [Fact]
    public void Stubs_have_the_members_that_users_call()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            using ExplainGen;
            using ExplainGen.Neon;
            [OneClassSvm(Features = 2, Degree = 0)] public sealed partial class Net;
            static class User
            {
                static object Use(OneClassSvmParameters fitted, float[] x)
                {
                    Net net = Net.Neuralize(fitted);
                    return (net.Score(x), net.IsOutlier(x), net.Threshold, net.Certify(x), net.Explain(x));
                }
            }
            """);

        Assert.Equal(["EXG0006"], run.Diagnostics.Select(diagnostic => diagnostic.Id));
        run.AssertCompiles();
    }

    [Fact]
    public void A_model_on_a_map_draws_no_line()
    {
        GeneratorRun run = GeneratorRun.Of(
            "using ExplainGen;\n[Network(3, 8, 8), OneClassSvm, Lrp(Composite.Epsilon)] public sealed partial class Net;");

        Assert.Empty(run.Diagnostics);
        Assert.DoesNotContain("IsOutlier", run.Sources["Net.g.cs"], StringComparison.Ordinal);
        Assert.Contains("public float Score(", run.Sources["Net.g.cs"], StringComparison.Ordinal);
        run.AssertCompiles();
    }
}
