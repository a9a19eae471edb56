using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>A tensor read in a larger shape, in which it is repeated along the axes on which it has one element.</summary>
internal readonly unsafe struct Repeated
{
    private readonly Tensor _tensor;
    private readonly bool _alongChannels;

    /// <summary>Reads a tensor that fits, see <see cref="Check"/>.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="shape">The shape to read it in.</param>
    internal Repeated(in Tensor tensor, TensorLayout shape)
    {
        _tensor = tensor;
        _alongChannels = tensor.Layout.Channels != shape.Channels;
        Step = tensor.Layout.Width == shape.Width ? TensorLayout.Lanes : 0;
    }

    /// <summary>Floats from one pixel to the next.</summary>
    internal nint Step { get; }

    /// <summary>Checks that a tensor has on each axis the extent of a shape, or one element.</summary>
    internal static void Check(in Tensor tensor, in Tensor whole, string name)
    {
        TensorLayout t = tensor.Layout, w = whole.Layout;
        bool fits = Fits(t.Channels, w.Channels) && Fits(t.Depth, w.Depth) && Fits(t.Height, w.Height) && Fits(t.Width, w.Width);
        if (!fits)
            throw new ArgumentException($"The tensor is {t} where {w}, or one element on an axis, is needed.", name);
    }

    /// <summary>Where a pixel of the shape is read.</summary>
    internal float* At(int block, int depth, int height, int width) => _tensor.Pixel(
        _alongChannels ? 0 : block, _tensor.Layout.Depth == 1 ? 0 : depth, _tensor.Layout.Height == 1 ? 0 : height, Step == 0 ? 0 : width);

    /// <summary>The sixteen lanes at an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector512<float> Load(float* from) => _alongChannels ? Vector512.Create(*from) : Vector512.Load(from);

    private static bool Fits(int extent, int whole) => extent == whole || extent == 1;
}
