using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The innermost product of all convolutions: broadcast source values against packed weights, in registers. The sum of each element
/// runs over terms, then source channels, in this order, whatever the tile, so tiles may be cut anywhere. Which vectors it is made of
/// is decided when the code is compiled for the machine.
/// </summary>
internal static unsafe class MicroKernel
{
    /// <summary>Most pixels of a tile.</summary>
    internal const int MaxPixels = MicroKernel512.MaxPixels;

    /// <summary>Pixels of the tile that the machine's registers hold: what long runs of pixels are best cut into.</summary>
    internal static int TilePixels => Vector512.IsHardwareAccelerated ? MicroKernel512.MaxPixels
        : Vector256.IsHardwareAccelerated ? MicroKernel256.MaxPixels : MicroKernel128.MaxPixels;

    /// <summary>Computes a tile.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="pixels">Pixels, 1 to <see cref="MaxPixels"/>.</param>
    /// <param name="blocks">Destination blocks, 1 or 2; the weights of both lie side by side.</param>
    internal static void Run(in MicroTile tile, int pixels, int blocks)
    {
        if (Vector512.IsHardwareAccelerated)
            Run512(tile, pixels, blocks);
        else if (Vector256.IsHardwareAccelerated)
            Run256(tile, pixels, blocks);
        else
            Run128(tile, pixels, blocks);
    }

    /// <summary>Computes any number of pixels one behind the other, in tiles of about equal size.</summary>
    /// <param name="tile">The tile at the first pixel, of one term.</param>
    /// <param name="pixels">Pixels, at least 1.</param>
    /// <param name="blocks">Destination blocks, 1 or 2.</param>
    internal static void RunAll(MicroTile tile, int pixels, int blocks)
    {
        MicroTerm first = *tile.Terms, term = first;
        float* lower = tile.Lower, upper = tile.Upper;
        tile.Terms = &term;
        int groups = (pixels - 1) / TilePixels + 1;
        for (int i = 0; i < groups; i++)
        {
            int pixel = pixels * i / groups;
            term.Source = first.Source + pixel * tile.Step;
            tile.Lower = lower + pixel * tile.Stride;
            tile.Upper = upper + pixel * tile.Stride;
            Run(tile, pixels * (i + 1) / groups - pixel, blocks);
        }
    }

    /// <summary><see cref="Run"/> with vectors of 512 bits.</summary>
    internal static void Run512(in MicroTile tile, int pixels, int blocks)
    {
        if (blocks == 2)
            Run512<N2>(tile, pixels);
        else
            Run512<N1>(tile, pixels);
    }

    /// <summary><see cref="Run"/> with vectors of 256 bits.</summary>
    internal static void Run256(in MicroTile tile, int pixels, int blocks)
    {
        int groups = (pixels - 1) / MicroKernel256.MaxPixels + 1;
        for (int i = 0, next, pixel = 0; i < groups; i++, pixel = next)
        {
            next = pixels * (i + 1) / groups;
            int count = next - pixel;
            if (blocks == 1)
            {
                Run256<N16>(tile, pixel, count, upper: false);
                continue;
            }

            Run256<N32>(tile, pixel, count, upper: false);
            Run256<N32>(tile, pixel, count, upper: true);
        }
    }

    /// <summary><see cref="Run"/> with vectors of 128 bits.</summary>
    internal static void Run128(in MicroTile tile, int pixels, int blocks)
    {
        int groups = (pixels - 1) / MicroKernel128.MaxPixels + 1;
        for (int i = 0, next, pixel = 0; i < groups; i++, pixel = next)
        {
            next = pixels * (i + 1) / groups;
            int count = next - pixel;
            if (blocks == 1)
            {
                Run128<N16>(tile, pixel, count, upper: false);
                continue;
            }

            Run128<N32>(tile, pixel, count, upper: false);
            Run128<N32>(tile, pixel, count, upper: true);
        }
    }

    private static void Run512<TVectors>(in MicroTile tile, int pixels)
        where TVectors : struct, IConstant
    {
        if (tile.Step == TensorLayout.Lanes)
            Run512<TVectors, N16>(tile, pixels);
        else if (tile.Step == 2 * TensorLayout.Lanes)
            Run512<TVectors, N32>(tile, pixels);
        else
            Run512<TVectors, N0>(tile, pixels);
    }

    private static void Run512<TVectors, TStep>(in MicroTile tile, int pixels)
        where TVectors : struct, IConstant
        where TStep : struct, IConstant
    {
        switch (pixels)
        {
            case 1: MicroKernel512.Run<N1, TVectors, TStep>(tile); break;
            case 2: MicroKernel512.Run<N2, TVectors, TStep>(tile); break;
            case 3: MicroKernel512.Run<N3, TVectors, TStep>(tile); break;
            case 4: MicroKernel512.Run<N4, TVectors, TStep>(tile); break;
            case 5: MicroKernel512.Run<N5, TVectors, TStep>(tile); break;
            case 6: MicroKernel512.Run<N6, TVectors, TStep>(tile); break;
            case 7: MicroKernel512.Run<N7, TVectors, TStep>(tile); break;
            case 8: MicroKernel512.Run<N8, TVectors, TStep>(tile); break;
            case 9: MicroKernel512.Run<N9, TVectors, TStep>(tile); break;
            case 10: MicroKernel512.Run<N10, TVectors, TStep>(tile); break;
            case 11: MicroKernel512.Run<N11, TVectors, TStep>(tile); break;
            default: MicroKernel512.Run<N12, TVectors, TStep>(tile); break;
        }
    }

    private static void Run256<TWidth>(in MicroTile tile, int pixel, int count, bool upper)
        where TWidth : struct, IConstant
    {
        switch (count)
        {
            case 1: MicroKernel256.Run<N1, TWidth>(tile, pixel, upper); break;
            case 2: MicroKernel256.Run<N2, TWidth>(tile, pixel, upper); break;
            case 3: MicroKernel256.Run<N3, TWidth>(tile, pixel, upper); break;
            case 4: MicroKernel256.Run<N4, TWidth>(tile, pixel, upper); break;
            case 5: MicroKernel256.Run<N5, TWidth>(tile, pixel, upper); break;
            default: MicroKernel256.Run<N6, TWidth>(tile, pixel, upper); break;
        }
    }

    private static void Run128<TWidth>(in MicroTile tile, int pixel, int count, bool upper)
        where TWidth : struct, IConstant
    {
        switch (count)
        {
            case 1: MicroKernel128.Run<N1, TWidth>(tile, pixel, upper); break;
            case 2: MicroKernel128.Run<N2, TWidth>(tile, pixel, upper); break;
            case 3: MicroKernel128.Run<N3, TWidth>(tile, pixel, upper); break;
            default: MicroKernel128.Run<N4, TWidth>(tile, pixel, upper); break;
        }
    }
}
