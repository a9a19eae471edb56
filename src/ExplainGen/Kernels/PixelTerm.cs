using System.Runtime.CompilerServices;

namespace ExplainGen.Kernels;

/// <summary>One tap of a group of eight destination pixels: where their sources lie and which of them lie inside.</summary>
internal readonly unsafe struct PixelTerm(float* first, int tap, int begin, int count)
{
    private readonly float* _first = first;

    /// <summary>The tap's index in the filter plane.</summary>
    internal int Tap => tap;

    /// <summary>Whether all eight pixels read the source.</summary>
    internal bool IsWhole => count == PixelGroup.Pixels;

    /// <summary>The source of pixel 0 in the block at an offset; outside of the source unless that pixel reads it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float* First(nint block) => _first + block;

    /// <summary>The source of a pixel, or <paramref name="zero"/> for one whose source lies outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float* Pixel(int pixel, nint block, nint stride, float* zero) =>
        (uint)(pixel - begin) < (uint)count ? _first + block + pixel * stride : zero;
}
