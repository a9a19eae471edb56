using ExplainGen.Neon;
using ExplainGen.Tests.Weights;
using ExplainGen.Weights;

namespace ExplainGen.Tests.Neon;

/// <summary>Fitted parameters as weights: names, shapes and every bit of the numbers.</summary>
public sealed class NeonParametersTests
{
    public static TheoryData<string> Families => ParameterFamilies.Names;

    [Theory]
    [MemberData(nameof(Families))]
    public void TensorsHaveTheNamesAndShapesOfTheHead(string family)
    {
        (Func<NeonParameters> make, string expected) = ParameterFamilies.All[family];
        NamedTensor[] tensors = [.. make().Tensors("encoder.head")];
        Assert.All(tensors, tensor => Assert.StartsWith("encoder.head.", tensor.Name, StringComparison.Ordinal));
        Assert.All(tensors, tensor => Assert.Equal(DType.F64, tensor.DType));
        string found = string.Join(
            ", ", tensors.Select(tensor => $"{tensor.Name["encoder.head.".Length..]} [{string.Join(", ", tensor.Shape)}]"));
        Assert.Equal(expected, found);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void AFileAndMemoryHoldTheSameNumbers(string family)
    {
        NeonParameters parameters = ParameterFamilies.All[family].Make();
        using var folder = new TemporaryFolder();
        parameters.Save(folder["head.safetensors"], "head");
        Assert.Equal(["head.safetensors"], folder.Files);

        using WeightReader file = WeightReader.Open(folder["head.safetensors"]);
        using WeightReader memory = parameters.ToReader("head");
        Assert.Equal(file.File.Names, memory.File.Names);
        foreach (NamedTensor tensor in parameters.Tensors("head"))
        {
            int[] shape = [.. tensor.Shape];
            Assert.Equal(file.ReadDouble(tensor.Name, shape), memory.ReadDouble(tensor.Name, shape));
        }
    }

    [Fact]
    public void NoBitIsLost()
    {
        double[] centroids = [0.1, Math.PI, -1e-300, double.Epsilon, double.MaxValue, -0.0];
        using WeightReader reader = new KMeansParameters(3, centroids, 1.0 / 3).ToReader("kmeans");
        Assert.Equal(
            centroids.Select(BitConverter.DoubleToInt64Bits),
            reader.ReadDouble("kmeans.centroids", 2, 3).Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal([1.0 / 3], reader.ReadDouble("kmeans.beta", 1));
    }

    [Fact]
    public void WholeNumbersAreStoredAsNumbers()
    {
        using WeightReader reader = new KnnParameters(1, [1, 2, 3], [2, 0, 1]).ToReader("knn");
        Assert.Equal([2f, 0f, 1f], reader.Read("knn.labels", 3));
    }

    [Fact]
    public void ALinearModelWithoutReferenceComparesWithZero() =>
        Assert.Equal(new double[3], new LinearModelParameters(3, [1, 2, 3], [0]).Reference);

    [Fact]
    public void TensorsWithoutALayerAreRefusedAtOnce()
    {
        var parameters = new KdeParameters(1, [0], 1);
        Assert.Equal("layer", Assert.Throws<ArgumentException>(() => parameters.Tensors("")).ParamName);
        Assert.Equal("layer", Assert.Throws<ArgumentException>(() => parameters.ToReader("")).ParamName);
    }

    // By hand: the winning scores of (0.5, 1) are 6 (golden vector of the score) and of (3, 0) and (0, 4) 9 and 16.
    [Fact]
    public void TheHeuristicStiffnessIsOneByTheMeanWinningScore()
    {
        double[] centroids = [0, 0, 3, 0, 0, 4];
        Assert.Equal(1.0 / 6, KMeansParameters.HeuristicBeta(2, centroids, [0.5, 1]), 15);
        Assert.Equal(3.0 / 31, KMeansParameters.HeuristicBeta(2, centroids, [0.5, 1, 3, 0, 0, 4]), 15);
    }

    [Fact]
    public void CentroidsOfSinglesAreThoseOfDoubles()
    {
        KMeansParameters parameters = KMeansParameters.FromCentroids([[1, 2.5f, 3], [4, 5, 0.1f]], 0.2);
        Assert.Equal(3, parameters.Features);
        Assert.Equal(2, parameters.Clusters);
        Assert.Equal([1, 2.5, 3, 4, 5, 0.1f], parameters.Centroids);
        Assert.Equal(0.2, parameters.Beta);
    }
}
