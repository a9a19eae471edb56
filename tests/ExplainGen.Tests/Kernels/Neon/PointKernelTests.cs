using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels.Neon;

/// <summary>Squared distances and the way back, against plain sums in double precision.</summary>
public sealed unsafe class PointKernelTests
{
    private const double Tolerance = 1e-6;

    /// <summary>Sizes around every width of vectors, chunks of features, tiles and runs of tiles.</summary>
    public static TheoryData<int, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<int, int>();
            for (int features = 1; features <= 40; features++)
                sizes.Add(1 + features * 7 % 70, features);
            for (int count = 1; count <= 70; count++)
                sizes.Add(count, 40 - count * 11 % 40);
            foreach (int features in (int[])[63, 64, 65, 96, 97, 784, 3000])
                sizes.Add(features > 1000 ? 40 : 130, features);
            sizes.Add(2100, 5);
            sizes.Add(5000, 2);
            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Squared_distances_are_those_of_double_precision(int count, int features)
    {
        using var c = new PointCase(count, features, seed: count + features);
        double[] expected = c.Squares();
        foreach (LaneWidth width in LaneWidth.All)
        {
            float[] actual = Squares(width, c);
            for (int j = 0; j < c.Points.PaddedCount; j++)
                AssertNear(expected[Math.Min(j, count - 1)], actual[j]);
        }
    }

    [Fact]
    public void Distances_near_a_point_far_from_the_origin_keep_their_digits()
    {
        // |x|² - 2 x u + |u|² would have none: the squares are 1e-6, the norms 3e7.
        using var points = new PointSet([.. Enumerable.Repeat(1000f, 30)], 30);
        float[] x = [.. Enumerable.Range(0, 30).Select(i => 1000f + (i % 5 - 2) * 1.0f / 8192)];
        double expected = x.Sum(v => (v - 1000.0) * (v - 1000.0));
        foreach (LaneWidth width in LaneWidth.All)
        {
            var squares = new float[points.PaddedCount];
            fixed (float* input = x, to = squares)
                width.Squares(points, input, to);
            AssertNear(expected, squares[0]);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Weighted_squares_are_those_of_double_precision_and_added(int count, int features)
    {
        using var c = new PointCase(count, features, seed: 2 * count + features);
        float[][] choices = [Weights(c.Points, 1), Weights(c.Points, 0.2), Weights(c.Points, 0.02), Weights(c.Points, 0)];
        foreach (float[] weights in choices)
        {
            double[] expected = c.Relevance(weights);
            foreach (LaneWidth width in LaneWidth.All)
            {
                float[] zero = Weighted(width, c, weights, start: 0), added = Weighted(width, c, weights, start: 3);
                for (int i = 0; i < features; i++)
                {
                    AssertNear(expected[i], zero[i]);
                    Assert.Equal(3 + zero[i], added[i]);
                }
            }
        }
    }

    [Fact]
    public void The_width_of_the_machine_is_taken()
    {
        using var c = new PointCase(100, 37, seed: 4);
        float[] weights = Weights(c.Points, 0.5), squares = new float[c.Points.PaddedCount], relevance = new float[37];
        var scratch = new float[WeightedSquares.ScratchLength(c.Points, 1)];
        fixed (float* x = c.Input, d = squares, w = weights, r = relevance, s = scratch)
        {
            SquaredDistances.Compute(c.Points, x, d);
            WeightedSquares.Add(c.Points, x, w, r, s);
        }

        Assert.Contains(
            LaneWidth.All, width => Squares(width, c).SequenceEqual(squares) && Weighted(width, c, weights, 0).SequenceEqual(relevance));
    }

    [GuardedMemoryTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_beyond_the_operands_is_touched(bool atEnd)
    {
        foreach ((int count, int features) in ((int, int)[])[(1, 1), (16, 3), (17, 33), (70, 40), (130, 65)])
        {
            using var c = new PointCase(count, features, seed: 5);
            nint length = WeightedSquares.ScratchLength(c.Points, 1);
            using GuardedMemory x = new(features, atEnd), d = new(c.Points.PaddedCount, atEnd);
            using GuardedMemory r = new(features, atEnd), s = new(length, atEnd);
            c.Input.CopyTo(new Span<float>(x.Data, features));
            foreach (LaneWidth width in LaneWidth.All)
            {
                width.Squares(c.Points, x.Data, d.Data);
                Assert.Equal(Squares(width, c), new Span<float>(d.Data, c.Points.PaddedCount).ToArray());
                new Span<float>(d.Data, c.Points.PaddedCount)[count..].Clear();
                width.Weighted(c.Points, x.Data, 1, 1, d.Data, r.Data, s.Data);
            }
        }
    }

    private static float[] Squares(LaneWidth width, PointCase c)
    {
        var squares = new float[c.Points.PaddedCount];
        fixed (float* x = c.Input, to = squares)
            width.Squares(c.Points, x, to);
        return squares;
    }

    private static float[] Weighted(LaneWidth width, PointCase c, float[] weights, float start)
    {
        var relevance = new float[c.Points.Features];
        Array.Fill(relevance, start);
        var scratch = new float[WeightedSquares.ScratchLength(c.Points, 1)];
        Array.Fill(scratch, float.NaN);
        fixed (float* x = c.Input, w = weights, r = relevance, s = scratch)
            width.Weighted(c.Points, x, 1, 1, w, r, s);
        return relevance;
    }

    /// <summary>Weights of which a share is not zero, in whole vectors so that some are passed over.</summary>
    private static float[] Weights(PointSet points, double share)
    {
        var random = new Random(points.Count);
        var weights = new float[points.PaddedCount];
        bool isKept = false;
        for (int j = 0; j < points.Count; j++)
        {
            if (j % 4 == 0)
                isKept = random.NextDouble() < share;
            weights[j] = isKept ? random.NextSingle() : 0;
        }

        return weights;
    }

    private static void AssertNear(double expected, float actual) =>
        Assert.True(Math.Abs(actual - expected) <= Tolerance * expected, $"It is {actual:R}, expected {expected:R}.");
}
