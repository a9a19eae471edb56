using ExplainGen.Kernels;
using ExplainGen.TestKit;

namespace ExplainGen.Tests.Kernels;

/// <summary>Parts placed one after another make a whole, and come back out of it, whether they fill blocks of channels or not.</summary>
public sealed class ConcatenationTests
{
    public static TheoryData<int[]> Parts => [[16, 32], [16, 32, 5], [32, 3, 13], [5, 16, 11], [64], [7], [17, 15, 16], [3, 4, 30, 27]];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Parts_are_placed_and_taken_back(int[] channels)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            foreach (int threads in (int[])[1, 2, 3, 5])
                Check(channels, new Random(seed), threads);
        }
    }

    private static void Check(int[] channels, Random random, int threads)
    {
        using var workers = new Workers(threads);
        (int depth, int height, int width) = (random.Next(1, 4), random.Next(1, 40), random.Next(1, 70));
        using OwnedTensor whole = TestTensor.Poisoned(GatherMapCase.Layout(random, channels.Sum(), depth, height, width));
        List<float> expected = [];
        List<(Window Map, TensorLayout Layout, float[] Values)> parts = [];
        foreach (int count in channels)
        {
            TensorLayout layout = GatherMapCase.Layout(random, count, depth, height, width);
            float[] values = TestTensor.Random(random, layout.Count);
            var map = new Window(channelOffset: parts.Sum(p => p.Layout.Channels), fill: false);
            using OwnedTensor x = TestTensor.Of(layout, values);
            map.Forward(x.Tensor, null, default, null, Activation.Identity, whole.Tensor, workers);
            parts.Add((map, layout, values));
            expected.AddRange(values);
        }

        Assert.Equal(expected, TestTensor.Values(whole));
        TestTensor.AssertHaloIsZero(whole);
        using OwnedTensor relevance = TestTensor.Of(whole.Layout, expected.ToArray());
        foreach ((Window map, TensorLayout layout, float[] values) in parts)
        {
            using OwnedTensor r = TestTensor.Poisoned(layout);
            map.Redistribute(relevance.Tensor, null, default, null, 1, false, r.Tensor, workers);
            Assert.Equal(values, TestTensor.Values(r));
            TestTensor.AssertHaloIsZero(r);
            TestTensor.AssertPaddingIsZero(r);
            map.Redistribute(relevance.Tensor, null, default, null, 1, true, r.Tensor, workers);
            Assert.Equal(values.Select(v => v + v), TestTensor.Values(r));
            Assert.Equal(0, SteadyState.Allocation(() => map.Redistribute(relevance.Tensor, null, default, null, 1, false, r.Tensor, workers)));
        }
    }
}
