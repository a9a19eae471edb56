using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>
/// A tensor that holds several tensors of the states' shape one behind the other, each a section: gates, memories, states. Lanes beyond
/// the last unit are zero in all that is multiplied with weights, for they stem from weights that are zero.
/// </summary>
internal readonly unsafe struct RecurrentSections(float* data, TensorLayout layout)
{
    private readonly float* _data = data;

    /// <summary>The layout of one section.</summary>
    internal TensorLayout Layout { get; } = layout;

    /// <summary>Floats from one block of units to the next, also from the last of a section to the first of the next one.</summary>
    internal nint Stride => Layout.BlockStride;

    /// <summary>A section as a tensor.</summary>
    internal Tensor Tensor(int section) => new(_data + section * Layout.Length, Layout);

    /// <summary>The 16 lanes of a block of units at a position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float* At(int section, int block, int position) =>
        _data + ((nint)section * Layout.Blocks + block) * Layout.BlockStride + (nint)position * TensorLayout.Lanes;

    /// <summary>The lanes' values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal V Load(int section, int block, int position) => Vector512.Load(At(section, block, position));

    /// <summary>The lanes' values, or zeros where there is no position: before the first token.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal V LoadOrZero(int section, int block, int position) => position < 0 ? V.Zero : Load(section, block, position);

    /// <summary>Writes the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Store(V values, int section, int block, int position) => values.Store(At(section, block, position));
}

/// <summary>The functions of gates, apart from loops, which would hold more of them than the compiler is willing to inline.</summary>
internal static class GateFunctions
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static V Sigmoid(V x) => Transcendental.Sigmoid(x);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static V Tanh(V x) => Transcendental.Tanh(x);

    /// <summary>s (1 - s), the slope of a sigmoid whose value is s.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V SigmoidSlope(V s) => s * (V.One - s);

    /// <summary>1 - t², the slope of a tanh whose value is t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V TanhSlope(V t) => V.One - t * t;
}
