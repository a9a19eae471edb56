using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// What a linear kernel does with its sums while they are still in cache. A struct type argument, so that each combination
/// of kernel and epilogue is compiled as one piece.
/// </summary>
internal unsafe interface IRowEpilogue
{
    /// <summary>Finishes a run of pixels of one destination row.</summary>
    /// <param name="acc">The sums, <paramref name="count"/> pixels of 16 lanes; may be overwritten, and may be the destination.</param>
    /// <param name="destination">Where the first of these pixels goes.</param>
    /// <param name="row">The destination row, as <see cref="TensorLayout.RowOffset"/> numbers them.</param>
    /// <param name="start">The first pixel's index in the row.</param>
    /// <param name="count">Number of pixels.</param>
    void Run(float* acc, float* destination, int row, int start, int count);
}

/// <summary>y = act(acc + addend + bias), or without an activation the raw denominators of a quotient.</summary>
internal readonly unsafe struct ForwardEpilogue(in Tensor addend, ChannelVector? bias, Activation activation, int rowsPerBlock)
    : IRowEpilogue
{
    private readonly Tensor _addend = addend;
    private readonly float* _bias = bias is null ? null : bias.Data;
    private readonly Activation _activation = activation;
    private readonly int _rowsPerBlock = rowsPerBlock;

    public void Run(float* acc, float* destination, int row, int start, int count)
    {
        Vector512<float> bias = RowEpilogues.Bias(_bias, row / _rowsPerBlock);
        float* addend = RowEpilogues.Pixels(_addend, row, start);
        ActivationMath.Finish(_activation, acc, bias, addend, destination, count * TensorLayout.Lanes);
    }
}

/// <summary>s = scale · R / st(acc + addend + bias), for a stabilizer that needs no sum over the tensor.</summary>
internal readonly unsafe struct QuotientEpilogue(
    in Tensor addend, ChannelVector? bias, in Tensor relevance, Stabilizer stabilizer, float scale, int rowsPerBlock) : IRowEpilogue
{
    private readonly Tensor _addend = addend;
    private readonly Tensor _relevance = relevance;
    private readonly float* _bias = bias is null ? null : bias.Data;
    private readonly Stabilizer _stabilizer = stabilizer;
    private readonly float _scale = scale;
    private readonly int _rowsPerBlock = rowsPerBlock;

    public void Run(float* acc, float* destination, int row, int start, int count)
    {
        Vector512<float> bias = RowEpilogues.Bias(_bias, row / _rowsPerBlock);
        float* addend = RowEpilogues.Pixels(_addend, row, start);
        float* relevance = RowEpilogues.Pixels(_relevance, row, start);
        QuotientMath.Divide(acc, bias, addend, relevance, destination, count * TensorLayout.Lanes, _stabilizer, _scale);
    }
}

/// <summary>r = scale · (x - shift) · acc, or r += the same.</summary>
internal readonly unsafe struct RedistributeEpilogue(in Tensor x, ChannelVector? shift, float scale, bool accumulate, int rowsPerBlock)
    : IRowEpilogue
{
    private readonly Tensor _x = x;
    private readonly float* _shift = shift is null ? null : shift.Data;
    private readonly float _scale = scale;
    private readonly bool _accumulate = accumulate;
    private readonly int _rowsPerBlock = rowsPerBlock;

    public void Run(float* acc, float* destination, int row, int start, int count)
    {
        Vector512<float> scale = Vector512.Create(_scale);
        float* x = RowEpilogues.Pixels(_x, row, start);
        Vector512<float> shift = RowEpilogues.Bias(_shift, row / _rowsPerBlock);
        for (int i = 0; i < count * TensorLayout.Lanes; i += TensorLayout.Lanes)
        {
            Vector512<float> value = Vector512.Load(acc + i) * scale;
            if (x != null)
                value *= Vector512.Load(x + i) - shift;
            if (_accumulate)
                value += Vector512.Load(destination + i);
            value.Store(destination + i);
        }
    }
}

/// <summary>For kernels that write their destination themselves.</summary>
internal readonly unsafe struct NoEpilogue : IRowEpilogue
{
    public void Run(float* acc, float* destination, int row, int start, int count)
    {
    }
}

/// <summary>What several epilogues share.</summary>
internal static unsafe class RowEpilogues
{
    /// <summary>The bias of a block's lanes; zeros where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Bias(float* bias, int block) =>
        bias == null ? Vector512<float>.Zero : Vector512.Load(bias + (nint)block * TensorLayout.Lanes);

    /// <summary>The pixels of a row from one on; null for an absent tensor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float* Pixels(in Tensor tensor, int row, int start) =>
        tensor.IsNone ? null : tensor.Row(row) + (nint)start * TensorLayout.Lanes;
}
