using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

public unsafe class TensorTests
{
    public static TheoryData<TensorLayout> Layouts =>
    [
        new(1), new(16), new(17), new(40, width: 9), new(3, height: 5, width: 4), new(18, 3, 4, 5),
        new(20, 2, 3, 4, 1, 2, 3), new(3, 1, 6, 7, 0, 1, 1), new(5, 1, 1, 8, 0, 0, 2),
    ];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Offsets_follow_from_the_extents(TensorLayout layout)
    {
        int paddedWidth = layout.Width + 2 * layout.HaloWidth;
        int paddedHeight = layout.Height + 2 * layout.HaloHeight;
        int paddedDepth = layout.Depth + 2 * layout.HaloDepth;
        Assert.Equal(layout.Channels * layout.Depth * layout.Height * layout.Width, layout.Count);
        Assert.Equal((layout.Channels + 15) / 16, layout.Blocks);
        Assert.Equal((nint)layout.Blocks * paddedDepth * paddedHeight * paddedWidth * 16, layout.Length);
        Assert.Equal(layout.Blocks * layout.Depth * layout.Height, layout.Rows);

        using var owned = new OwnedTensor(layout);
        Tensor t = owned.Tensor;
        int row = 0;
        for (int block = 0; block < layout.Blocks; block++)
        for (int depth = 0; depth < layout.Depth; depth++)
        for (int height = 0; height < layout.Height; height++, row++)
        {
            nint expected = ((((nint)block * paddedDepth + depth + layout.HaloDepth) * paddedHeight + height + layout.HaloHeight)
                * paddedWidth + layout.HaloWidth) * 16;
            Assert.Equal(expected, layout.RowOffset(row));
            fixed (float* first = &t[block * 16, depth, height, 0])
                Assert.True(t.Row(row) == first);
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Planar_data_survives_the_round_trip(TensorLayout layout)
    {
        float[] values = TestTensor.Random(new Random(3), layout.Count);
        using OwnedTensor tensor = TestTensor.Poisoned(layout);
        Planar.Load(values, tensor.Tensor);
        Assert.Equal(values, TestTensor.Values(tensor));
        Assert.Equal(values[^1], tensor.Tensor[layout.Channels - 1, layout.Depth - 1, layout.Height - 1, layout.Width - 1]);
        TestTensor.AssertHaloIsZero(tensor);
        TestTensor.AssertPaddingIsZero(tensor);
    }

    [Fact]
    public void Planar_data_goes_where_its_indices_say()
    {
        for (int channels = 1; channels <= 40; channels++)
        {
            for (int width = 1; width <= 20; width++)
            {
                var layout = new TensorLayout(channels, 1, 1 + channels % 2, width, haloHeight: channels % 3, haloWidth: width % 2);
                float[] values = TestTensor.Random(new Random(width), layout.Count);
                using OwnedTensor tensor = TestTensor.Poisoned(layout);
                Planar.Load(values, tensor.Tensor);
                Assert.Equal(Blocked(layout, values), TestTensor.Bits(tensor));
                Assert.Equal(values, TestTensor.Values(tensor));
            }
        }
    }

    /// <summary>Large enough for the work to be shared out; in some there are fewer rows than threads.</summary>
    [Theory]
    [InlineData(3, 1, 90, 75, 0, 1, 2)]
    [InlineData(37, 1, 45, 50, 0, 2, 1)]
    [InlineData(37, 5, 9, 51, 1, 1, 1)]
    [InlineData(3, 1, 2, 3201, 0, 1, 1)]
    [InlineData(37, 1, 1, 2101, 0, 0, 3)]
    public void Planar_data_is_loaded_by_any_number_of_threads(
        int channels, int depth, int height, int width, int haloDepth, int haloHeight, int haloWidth)
    {
        var layout = new TensorLayout(channels, depth, height, width, haloDepth, haloHeight, haloWidth);
        float[] values = TestTensor.Random(new Random(9), layout.Count);
        int[] expected = Blocked(layout, values);
        foreach (int threads in new[] { 1, 2, 3, 7 })
        {
            using var workers = new Workers(threads);
            using OwnedTensor tensor = TestTensor.Poisoned(layout);
            Planar.Load(values, tensor.Tensor, workers);
            Assert.True(expected.AsSpan().SequenceEqual(TestTensor.Bits(tensor)), $"{threads} threads give other bits.");
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void The_sum_takes_logical_elements_only(TensorLayout layout)
    {
        float[] values = TestTensor.Random(new Random(4), layout.Count);
        using OwnedTensor tensor = TestTensor.Of(layout, values, padding: 100f);
        Assert.Equal(values.Sum(v => (double)v), tensor.Tensor.Sum(), 1e-12 * layout.Count);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Clearing_the_halo_leaves_the_interior(TensorLayout layout)
    {
        using OwnedTensor tensor = TestTensor.Poisoned(layout);
        float[] values = TestTensor.Random(new Random(5), layout.Count);
        for (int i = 0; i < layout.Rows; i++)
            new Span<float>(tensor.Tensor.Row(i), layout.RowLength).Fill(i + 1);
        Halo.Clear(tensor.Tensor);
        TestTensor.AssertHaloIsZero(tensor);
        for (int i = 0; i < layout.Rows; i++)
            Assert.True(new Span<float>(tensor.Tensor.Row(i), layout.RowLength).IndexOfAnyExcept(i + 1f) < 0);
    }

    [Fact]
    public void Spans_of_another_length_are_refused()
    {
        using var tensor = new OwnedTensor(new(3, width: 4));
        Assert.Throws<ArgumentException>("planar", () => Planar.Load(new float[11], tensor.Tensor));
        Assert.Throws<ArgumentException>("planar", () => Planar.Store(tensor.Tensor, new float[13]));
    }

    [Fact]
    public void Elements_outside_are_refused()
    {
        using var tensor = new OwnedTensor(new(3, 2, 2, 2, 1, 1, 1));
        Assert.Throws<IndexOutOfRangeException>(() => tensor.Tensor[3, 0, 0, 0]);
        Assert.Throws<IndexOutOfRangeException>(() => tensor.Tensor[0, -1, 0, 0]);
        Assert.Throws<IndexOutOfRangeException>(() => tensor.Tensor[0, 0, 2, 0]);
        Assert.Throws<IndexOutOfRangeException>(() => tensor.Tensor[0, 0, 0, 2]);
    }

    [Fact]
    public void Layouts_are_values()
    {
        var a = new TensorLayout(3, 1, 5, 6, 0, 1, 1);
        var b = new TensorLayout(3, 1, 5, 6, 0, 1, 1);
        var bare = new TensorLayout(3, 1, 5, 6);
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.NotEqual(a, bare);
        Assert.True(a.SameShape(bare));
        Assert.False(a.SameShape(new TensorLayout(4, 1, 5, 6)));
        Assert.Equal("3x1x5x6 (halo 0,1,1)", a.ToString());
        Assert.Equal("3x1x5x6", bare.ToString());
        Assert.False(bare.HasHalo);
        Assert.True(default(Tensor).IsNone);
    }

    [Fact]
    public void Extents_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>("channels", () => new TensorLayout(0));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => new TensorLayout(1, width: 0));
        Assert.Throws<ArgumentOutOfRangeException>("haloWidth", () => new TensorLayout(1, haloWidth: -1));
        Assert.Throws<OverflowException>(() => new TensorLayout(1 << 16, height: 1 << 10, width: 1 << 10));
    }

    [Fact]
    public void An_arena_places_aligned_zero_tensors()
    {
        using var arena = new Arena(100);
        Tensor t = arena.At(16, new TensorLayout(33, width: 1));
        Assert.Equal(0, (nint)t.Data % 64);
        Assert.Equal(0, t.Sum());
        Assert.Equal(100, arena.Length);
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => arena.At(8, new TensorLayout(1)));
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => arena.At(-16, new TensorLayout(1)));
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => arena.At(96, new TensorLayout(1)));
        arena.Dispose();
        Assert.Throws<ObjectDisposedException>(() => arena.At(0, new TensorLayout(1)));
    }

    [Fact]
    public void An_owned_tensor_is_gone_once_disposed()
    {
        var tensor = new OwnedTensor(new(20));
        Assert.Equal(0, (nint)tensor.Tensor.Data % 64);
        tensor.Dispose();
        tensor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor.Tensor);
    }

    /// <summary>All memory of a tensor of the values, as bits: an element at a time, zero where there is none.</summary>
    private static int[] Blocked(TensorLayout layout, float[] values)
    {
        int paddedWidth = layout.Width + 2 * layout.HaloWidth;
        int paddedHeight = layout.Height + 2 * layout.HaloHeight;
        int paddedDepth = layout.Depth + 2 * layout.HaloDepth;
        var bits = new int[layout.Blocks * paddedDepth * paddedHeight * paddedWidth * 16];
        int i = 0;
        for (int channel = 0; channel < layout.Channels; channel++)
        for (int depth = 0; depth < layout.Depth; depth++)
        for (int height = 0; height < layout.Height; height++)
        for (int width = 0; width < layout.Width; width++, i++)
        {
            int plane = channel / 16 * paddedDepth + depth + layout.HaloDepth;
            int pixel = (plane * paddedHeight + height + layout.HaloHeight) * paddedWidth + width + layout.HaloWidth;
            bits[pixel * 16 + channel % 16] = BitConverter.SingleToInt32Bits(values[i]);
        }

        return bits;
    }
}
