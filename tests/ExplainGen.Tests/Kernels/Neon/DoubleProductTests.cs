using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels.Neon;

/// <summary>Inner products in double precision, and that they are the same wherever vectors stand.</summary>
public sealed class DoubleProductTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(33)]
    [InlineData(1000)]
    public void Sums_products(int length)
    {
        (double[] x, double[] y) = Vectors(length);
        decimal expected = x.Zip(y, (a, b) => (decimal)a * (decimal)b).Sum();
        Assert.Equal((double)expected, DoubleProduct.Of(x, y), 1e-13 * Math.Max(1, length));
    }

    [Fact]
    public void Is_the_same_at_every_place_in_memory()
    {
        (double[] x, double[] y) = Vectors(1000);
        double expected = DoubleProduct.Of(x, y);
        for (int at = 1; at < 16; at++)
        {
            var (a, b) = (new double[1016], new double[1016]);
            x.CopyTo(a, at);
            y.CopyTo(b, 16 - at);
            Assert.Equal(expected, DoubleProduct.Of(a.AsSpan(at, 1000), b.AsSpan(16 - at, 1000)));
        }
    }

    [Fact]
    public void Vectors_of_different_lengths_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DoubleProduct.Of([1, 2], [1]));

    private static (double[] X, double[] Y) Vectors(int length)
    {
        var random = new Random(3);
        double[] Vector() => [.. Enumerable.Range(0, length).Select(_ => (2 * random.NextDouble()) - 1)];
        return (Vector(), Vector());
    }
}
