using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>What a pass of <see cref="GroupNorm"/> computes, its statistics being known.</summary>
internal readonly unsafe struct GroupValues(
    NormalizationPass pass, Operand s, Operand x, float* gain, GroupStatistics statistics, int rowsPerBlock) : IGather
{
    private readonly Operand _s = s;
    private readonly Operand _x = x;
    private readonly float* _gain = gain;
    private readonly GroupStatistics _of = statistics;

    public long WorkPerFloat => 1;

    public void Read(int row, int start, int count, float* values)
    {
        nint channel = (nint)(row / rowsPerBlock) * TensorLayout.Lanes;
        V mean = Vector512.Load(_of.Mean + channel), tail = Vector512.Load(_of.Tail + channel), scale = Vector512.Load(_of.Scale + channel);
        V returned = Vector512.Load(_of.Returned + channel), slope = Vector512.Load(_of.Slope + channel);
        V gain = _gain == null ? V.One : Vector512.Load(_gain + channel);
        float* x = _x.At(row, start), s = _s.At(row, start);
        for (int i = 0; i < count * TensorLayout.Lanes; i += TensorLayout.Lanes)
        {
            V deviation = NormalizationMath.Center(Vector512.Load(x + i), mean, tail);
            V shared = Vector512.Load(s + i) * gain - returned;
            V value = pass switch
            {
                NormalizationPass.Forward => deviation * scale * gain,
                NormalizationPass.Share => shared * scale,
                _ => (shared - deviation * scale * slope) * scale,
            };
            value.Store(values + i);
        }
    }
}
