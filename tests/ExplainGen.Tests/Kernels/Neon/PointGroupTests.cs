using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels.Neon;

/// <summary>An input has the same bits alone and in any group.</summary>
public sealed unsafe class PointGroupTests
{
    public static TheoryData<int, int, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<int, int, int>();
            for (int inputs = 1; inputs <= SquaredDistances.MostInputs; inputs++)
                sizes.Add(inputs, 1 + inputs * 23 % 150, 1 + inputs * 13 % 40);
            sizes.Add(7, 33, 100);
            sizes.Add(32, 530, 64);
            sizes.Add(11, 2100, 5);
            return sizes;
        }
    }

    [GuardedMemoryTheory]
    [MemberData(nameof(Sizes))]
    public void Squares_and_weighted_squares_are_those_of_each_input(int inputs, int count, int features)
    {
        int stride = (inputs + 3) / 4 * 4;
        var random = new Random(inputs);
        using var points = new PointSet(TestTensor.Random(random, count * features), features);
        int padded = points.PaddedCount;
        float[] x = TestTensor.Random(random, features * stride);
        nint scratchLength = WeightedSquares.ScratchLength(points, inputs);
        using GuardedMemory side = new(features * stride, atEnd: true), squares = new(inputs * padded, atEnd: true);
        using GuardedMemory weights = new(inputs * padded, atEnd: true), relevance = new(inputs * features, atEnd: true);
        using GuardedMemory scratch = new(scratchLength, atEnd: true);
        x.CopyTo(new Span<float>(side.Data, x.Length));
        for (int i = 0; i < inputs * padded; i++)
            weights.Data[i] = i % padded < count && random.Next(10) < 1 + i / padded % 3 * 4 ? random.NextSingle() : 0;

        foreach (LaneWidth width in LaneWidth.All)
        {
            new Span<float>(scratch.Data, (int)scratchLength).Fill(float.NaN);
            new Span<float>(relevance.Data, inputs * features).Clear();
            width.GroupSquares(points, side.Data, stride, inputs, squares.Data);
            width.Weighted(points, side.Data, stride, inputs, weights.Data, relevance.Data, scratch.Data);
            for (int input = 0; input < inputs; input++)
            {
                float[] alone = [.. Enumerable.Range(0, features).Select(i => x[i * stride + input])];
                float[] d = new float[padded], r = new float[features];
                fixed (float* from = alone, to = d, result = r)
                {
                    width.Squares(points, from, to);
                    width.Weighted(points, from, 1, 1, weights.Data + input * padded, result, scratch.Data);
                }

                Assert.Equal(d, new Span<float>(squares.Data + input * padded, padded).ToArray());
                Assert.Equal(r, new Span<float>(relevance.Data + input * features, features).ToArray());
            }
        }
    }
}
