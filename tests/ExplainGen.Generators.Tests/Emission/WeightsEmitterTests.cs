using ExplainGen.Generators.Tests.Driver;

namespace ExplainGen.Generators.Tests.Emission;

public sealed class WeightsEmitterTests
{
    [Fact]
    public void Normalizations_fold_from_the_layer_outwards()
    {
        string source = Weights("[Network(4), BatchNorm(Name = \"a\"), BatchNorm(Name = \"b\"), Linear(3), BatchNorm(Name = \"c\"), BatchNorm(Name = \"d\")]");

        // W (b (a x)): b changes the weights that a then meets.
        Assert.Equal(
            ["FoldBefore b", "FoldBefore a", "FoldAfter c", "FoldAfter d"],
            source.Split('\n').Where(line => line.Contains("parameters.Fold", StringComparison.Ordinal))
                .Select(line => line.Split('.', '(')[1] + " " + line.Split('"')[1].Split('.')[0]));
    }

    [Fact]
    public void Shared_weights_are_read_for_each_use_under_their_owners_name()
    {
        string source = Weights("[Network(4), Linear(4), BatchNorm, Relu, Linear(4, Shares = \"linear1\")]");
        Assert.Equal(2, source.Split("\"linear1.weight\"").Length - 1);
        Assert.DoesNotContain("\"linear2.", source, StringComparison.Ordinal);
    }

    private static string Weights(string attributes)
    {
        GeneratorRun run = GeneratorRun.Of($"using ExplainGen;\n{attributes}\npublic sealed partial class Net;");
        run.AssertCompiles();
        return run.Sources["Net.Weights.g.cs"];
    }
}
