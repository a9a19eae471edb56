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
        RowEpilogues.AddTerms(acc, _addend, _bias, row / _rowsPerBlock, row, start, count);
        ActivationMath.Apply(_activation, acc, count * TensorLayout.Lanes);
        for (int i = 0; i < count * TensorLayout.Lanes; i += TensorLayout.Lanes)
            Vector512.Load(acc + i).Store(destination + i);
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
        RowEpilogues.AddTerms(acc, _addend, _bias, row / _rowsPerBlock, row, start, count);
        float* relevance = _relevance.Row(row) + (nint)start * TensorLayout.Lanes;
        QuotientMath.Divide(acc, relevance, destination, count * TensorLayout.Lanes, _stabilizer, _scale);
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
        float* x = _x.IsNone ? null : _x.Row(row) + (nint)start * TensorLayout.Lanes;
        Vector512<float> shift = _shift == null
            ? Vector512<float>.Zero
            : Vector512.Load(_shift + (nint)(row / _rowsPerBlock) * TensorLayout.Lanes);
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
    /// <summary>acc += addend + bias for a run of pixels, in this fixed order: bias first, then addend.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void AddTerms(float* acc, in Tensor addend, float* bias, int block, int row, int start, int count)
    {
        if (bias != null)
        {
            Vector512<float> b = Vector512.Load(bias + (nint)block * TensorLayout.Lanes);
            for (int i = 0; i < count * TensorLayout.Lanes; i += TensorLayout.Lanes)
                (Vector512.Load(acc + i) + b).Store(acc + i);
        }

        if (!addend.IsNone)
        {
            float* other = addend.Row(row) + (nint)start * TensorLayout.Lanes;
            for (int i = 0; i < count * TensorLayout.Lanes; i += TensorLayout.Lanes)
                (Vector512.Load(acc + i) + Vector512.Load(other + i)).Store(acc + i);
        }
    }
}
