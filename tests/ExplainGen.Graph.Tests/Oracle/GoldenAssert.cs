namespace ExplainGen.Graph.Tests.Oracle;

internal static class GoldenAssert
{
    /// <summary>Fails, naming the figure, when an error exceeds its tolerance or is no number.</summary>
    public static void Within(double tolerance, double error, string what) =>
        Assert.True(error <= tolerance, $"{what} is off by {error:g3}, tolerance {tolerance:g3}");
}
