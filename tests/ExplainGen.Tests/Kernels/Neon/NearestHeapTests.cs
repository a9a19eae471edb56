using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels.Neon;

/// <summary>The least of many distances against a stable sort.</summary>
public sealed class NearestHeapTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 100)]
    [InlineData(100, 100)]
    [InlineData(3, 1000)]
    public void Keeps_the_least_in_order_and_of_equal_ones_the_first(int kept, int count)
    {
        // Few different numbers, so that many are equal.
        var random = new Random(1);
        double[] all = [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(12))];
        int[] expected = [.. Enumerable.Range(0, count).OrderBy(n => all[n]).Take(kept)];
        var (distances, points) = (new double[kept], new int[kept]);

        var heap = new NearestHeap(distances, points);
        Assert.Equal(double.PositiveInfinity, heap.Worst);
        foreach (int n in Enumerable.Range(0, count).OrderBy(_ => random.Next()))
            heap.Add(all[n], n);
        Assert.Equal(all[expected[^1]], heap.Worst);
        heap.Sort();

        Assert.Equal(expected, points);
        Assert.Equal(expected.Select(n => all[n]), distances);
    }

    [Fact]
    public void Starts_anew_when_cleared()
    {
        var (distances, points) = (new double[2], new int[2]);
        var heap = new NearestHeap(distances, points);
        heap.Add(1, 0);
        heap.Add(2, 1);
        heap.Clear();
        heap.Add(9, 5);
        heap.Add(8, 4);
        heap.Sort();

        Assert.Equal([4, 5], points);
    }
}
