namespace ExplainGen.Kernels;

/// <summary>
/// How an element-wise kernel walks tensors of one shape: row by row, or, where all of them are small and without halo, as
/// the one row that their memory is. The latter saves the cost per row, which dominates for vectors (one pixel a row).
/// </summary>
internal readonly unsafe struct RowView
{
    /// <summary>Floats up to which a vector is walked as one row, since its own rows are one pixel.</summary>
    private const int MaxMergedVector = 1 << 17;

    private readonly TensorLayout? _merged;

    /// <summary>Decides for tensors that are taken to be of one shape; absent ones do not count.</summary>
    /// <param name="destination">What is written.</param>
    /// <param name="a">An input.</param>
    /// <param name="b">Another input.</param>
    /// <param name="c">Another input.</param>
    /// <param name="perChannel">Whether there are constants per channel; of tensors with those only vectors can be merged.</param>
    internal RowView(in Tensor destination, in Tensor a, in Tensor b = default, in Tensor c = default, bool perChannel = false)
    {
        TensorLayout layout = destination.Layout;
        bool isVector = layout.Count == layout.Channels;
        bool isSmall = isVector ? layout.Length <= MaxMergedVector : !RowKernel.IsWorthThreads(layout.Length * RowKernel.WorkPerRead);
        bool merge = isSmall && (!perChannel || isVector)
            && IsContiguous(destination) && IsContiguous(a) && IsContiguous(b) && IsContiguous(c);
        _merged = merge ? layout.Merged : null;
        RowsPerBlock = (_merged ?? layout).RowsPerBlock;
    }

    private RowView(TensorLayout layout) => RowsPerBlock = layout.RowsPerBlock;

    /// <summary><see cref="TensorLayout.RowsPerBlock"/> of the tensors as they are walked.</summary>
    internal int RowsPerBlock { get; }

    /// <summary>The tensor as it is to be walked.</summary>
    internal Tensor this[in Tensor tensor] => _merged is null || tensor.IsNone ? tensor : new Tensor(tensor.Data, _merged);

    /// <summary>The view that never merges.</summary>
    internal static RowView RowByRow(in Tensor destination) => new(destination.Layout);

    /// <summary>The tensor as an operand.</summary>
    internal Operand Operand(in Tensor tensor) => new(this[tensor]);

    /// <summary>Constants per channel, padded to whole blocks, as an operand; nothing when they are null.</summary>
    internal Operand Operand(float* constants) => _merged is null || constants == null
        ? new Operand(constants, RowsPerBlock)
        : new Operand(new Tensor(constants, _merged));

    /// <summary>Constants per channel as an operand; nothing when they are absent.</summary>
    internal Operand Operand(ChannelVector? constants) => Operand(constants is null ? null : constants.Data);

    private static bool IsContiguous(in Tensor tensor) => tensor.IsNone || !tensor.Layout.HasHalo;
}
