namespace ExplainGen.Kernels;

/// <summary>The matrices that a tensor holds: one for each plane row (depth, height), or one for each of several heads.</summary>
internal readonly unsafe struct MatrixSet
{
    private readonly Tensor _tensor;

    private MatrixSet(in Tensor tensor, int count, int rows, bool areHeads)
    {
        _tensor = tensor;
        Count = count;
        Rows = rows;
        AreHeads = areHeads;
    }

    /// <summary>Number of matrices.</summary>
    internal int Count { get; }

    /// <summary>Rows of each.</summary>
    internal int Rows { get; }

    /// <summary>Columns of each.</summary>
    internal int Columns => _tensor.Layout.Width;

    /// <summary>Whether the matrices lie one behind the other along the channels.</summary>
    internal bool AreHeads { get; }

    /// <summary>The tensor.</summary>
    internal Tensor Tensor => _tensor;

    /// <summary>Matrix number <paramref name="index"/>.</summary>
    internal MatrixView this[int index]
    {
        get
        {
            TensorLayout layout = _tensor.Layout;
            int channel = AreHeads ? index * Rows : 0, row = AreHeads ? 0 : index;
            float* data = _tensor.Pixel(channel / TensorLayout.Lanes, row / layout.Height, row % layout.Height, 0);
            return new MatrixView(data, channel % TensorLayout.Lanes, Rows, layout.Width, layout.BlockStride);
        }
    }

    /// <summary>Channels x width at each depth and height.</summary>
    internal static MatrixSet OfPlanes(in Tensor tensor) =>
        new(tensor, tensor.Layout.RowsPerBlock, tensor.Layout.Channels, areHeads: false);

    /// <summary>As many neighboring channels x width for each head of a sequence.</summary>
    internal static MatrixSet OfHeads(in Tensor tensor, int heads) =>
        new(tensor, heads, tensor.Layout.Channels / heads, areHeads: true);
}
