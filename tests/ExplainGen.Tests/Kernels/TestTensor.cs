using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>Tensors for kernel tests: filled from planar values, poisoned, and inspected down to halo and padding lanes.</summary>
internal static unsafe class TestTensor
{
    /// <summary>A tensor with the given values; padding lanes hold a finite value no kernel may let through.</summary>
    internal static OwnedTensor Of(TensorLayout layout, ReadOnlySpan<float> planar, float padding = 0)
    {
        var tensor = new OwnedTensor(layout);
        Planar.Load(planar, tensor.Tensor);
        if (padding != 0)
            ForEachPadding(tensor, p => *(float*)p = padding);
        return tensor;
    }

    /// <summary>A tensor whose whole memory, halo included, is NaN: what a kernel leaves unwritten shows.</summary>
    internal static OwnedTensor Poisoned(TensorLayout layout)
    {
        var tensor = new OwnedTensor(layout);
        new Span<float>(tensor.Tensor.Data, checked((int)layout.Length)).Fill(float.NaN);
        return tensor;
    }

    internal static float[] Values(OwnedTensor tensor)
    {
        var values = new float[tensor.Layout.Count];
        Planar.Store(tensor.Tensor, values);
        return values;
    }

    /// <summary>All memory of the tensor as bits.</summary>
    internal static int[] Bits(OwnedTensor tensor) =>
        new Span<int>(tensor.Tensor.Data, checked((int)tensor.Layout.Length)).ToArray();

    internal static void AssertHaloIsZero(OwnedTensor tensor)
    {
        TensorLayout layout = tensor.Layout;
        for (nint i = 0; i < layout.Length; i++)
        {
            nint inBlock = i % layout.BlockStride;
            nint depth = inBlock / layout.PlaneStride - layout.HaloDepth;
            nint height = inBlock % layout.PlaneStride / layout.RowStride - layout.HaloHeight;
            nint width = inBlock % layout.RowStride / TensorLayout.Lanes - layout.HaloWidth;
            bool inside = depth >= 0 && depth < layout.Depth && height >= 0 && height < layout.Height && width >= 0 && width < layout.Width;
            if (!inside && tensor.Tensor.Data[i] != 0)
                Assert.Fail($"The halo of {layout} holds {tensor.Tensor.Data[i]} at {i}.");
        }
    }

    internal static void AssertPaddingIsZero(OwnedTensor tensor) => ForEachPadding(tensor, p => Assert.Equal(0f, *(float*)p));

    internal static void AssertPaddingIsFinite(OwnedTensor tensor) => ForEachPadding(tensor, p => Assert.True(float.IsFinite(*(float*)p)));

    internal static float[] Random(Random random, int count, float low = -1, float high = 1)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = low + (high - low) * random.NextSingle();
        return values;
    }

    private static void ForEachPadding(OwnedTensor tensor, Action<nint> visit)
    {
        TensorLayout layout = tensor.Layout;
        int block = layout.Blocks - 1;
        for (int row = block * layout.RowsPerBlock; row < layout.Rows; row++)
        {
            float* p = tensor.Tensor.Row(row);
            for (int i = 0; i < layout.RowLength; i++)
            {
                if (i % TensorLayout.Lanes >= layout.LanesOf(block))
                    visit((nint)(p + i));
            }
        }
    }
}
