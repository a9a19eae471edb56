namespace ExplainGen.Kernels;

/// <summary>
/// An input of an element-wise kernel: the rows of a tensor, or constants per channel repeated along the rows, or nothing,
/// which reads as zeros.
/// </summary>
internal readonly unsafe struct Operand
{
    private static readonly NativeBuffer Zeros = new(TensorLayout.Lanes);

    private readonly float* _data;
    private readonly TensorLayout? _layout;
    private readonly int _rowsPerBlock;

    /// <summary>The rows of a tensor; nothing when it is absent.</summary>
    internal Operand(in Tensor tensor)
    {
        _data = tensor.Data;
        _layout = tensor.Layout;
        Step = tensor.IsNone ? 0 : TensorLayout.Lanes;
    }

    /// <summary>Constants per channel, padded to whole blocks.</summary>
    /// <param name="constants">The constants, or null for nothing.</param>
    /// <param name="rowsPerBlock"><see cref="TensorLayout.RowsPerBlock"/> of the destination.</param>
    internal Operand(float* constants, int rowsPerBlock)
    {
        _data = constants;
        _rowsPerBlock = rowsPerBlock;
    }

    /// <summary>Floats from one pixel to the next: 0 for constants and for nothing.</summary>
    internal nint Step { get; }

    /// <summary>The values at pixel <paramref name="start"/> of row <paramref name="row"/>.</summary>
    internal float* At(int row, int start)
    {
        if (_data == null)
            return Zeros.Data;
        return _layout is null
            ? _data + (nint)(row / _rowsPerBlock) * TensorLayout.Lanes
            : _data + _layout.RowOffset(row) + (nint)start * TensorLayout.Lanes;
    }
}
