using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels.Neon;

public sealed unsafe class PointSetTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 15)]
    [InlineData(7, 16)]
    [InlineData(2, 17)]
    [InlineData(40, 70)]
    public void Lanes_are_points_and_those_behind_the_last_repeat_it(int features, int count)
    {
        float[] rows = TestTensor.Random(new Random(1), count * features);
        int[] order = [.. Enumerable.Range(0, count).Reverse()];
        using var points = new PointSet(rows, features, order);
        Assert.Equal((count, features, (count + 15) / 16 * 16), (points.Count, points.Features, points.PaddedCount));
        Assert.Equal(0, (nint)points.Data % 64);
        for (int place = 0; place < points.PaddedCount; place++)
        {
            int row = count - 1 - Math.Min(place, count - 1);
            for (int i = 0; i < features; i++)
                Assert.Equal(rows[row * features + i], points.Data[(place / 16 * features + i) * 16 + place % 16]);
        }
    }

    [Fact]
    public void Rows_that_are_no_points_are_refused()
    {
        AssertRefused("7 values are not one or more points of 3 features", () => new PointSet(new float[7], 3));
        AssertRefused("0 values are not one or more points of 3 features", () => new PointSet([], 3));
        AssertRefused("1 places for 2 points", () => new PointSet(new float[6], 3, [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PointSet(new float[6], 0));

        static void AssertRefused(string message, Func<PointSet> create) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(create).Message);
    }

    [Fact]
    public void Freed_points_are_refused()
    {
        var points = new PointSet([1, 2], 2);
        points.Dispose();
        Assert.Throws<ObjectDisposedException>(() => points.Data == null);
    }

    [Fact]
    public void Neighbors_are_each_row_once_in_an_order_of_their_own()
    {
        for (int count = 1; count <= 200; count += 13)
        {
            float[] rows = TestTensor.Random(new Random(count), count * 3);
            int[] order = PointOrder.Neighbors(rows, 3);
            Assert.Equal(Enumerable.Range(0, count), order.Order());
            Assert.Equal(order, PointOrder.Neighbors(rows, 3));
        }

        Assert.Equal(Enumerable.Range(0, 64), PointOrder.Neighbors(new float[64 * 2], 2));
    }

    [Fact]
    public void Clusters_of_whole_blocks_get_blocks_of_their_own()
    {
        // Eight clusters of 16 points at the corners of a cube, shuffled.
        const int Clusters = 8, Lanes = PointSet.Lanes;
        var random = new Random(3);
        int[] cluster = [.. Enumerable.Range(0, Clusters * Lanes).Select(i => i % Clusters)];
        random.Shuffle(cluster);
        float[] rows = TestTensor.Random(random, cluster.Length * 3);
        for (int i = 0; i < rows.Length; i++)
            rows[i] += 100 * (cluster[i / 3] >> i % 3 & 1);
        int[] order = PointOrder.Neighbors(rows, 3);
        for (int block = 0; block < Clusters; block++)
            Assert.Single(order.Skip(block * Lanes).Take(Lanes).Select(row => cluster[row]).Distinct());
    }
}
