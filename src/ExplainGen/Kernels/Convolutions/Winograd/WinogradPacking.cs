using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// How weights lie for <see cref="WinogradKernel{TForm}"/>: as <see cref="ConvolutionPacking"/> has them, with the points of the
/// transformed filter, G g Gᵀ, in place of its taps. Computed in double precision and rounded once.
/// </summary>
internal static unsafe class WinogradPacking
{
    private const int Taps = 3;
    private const int Lanes = 2 * TensorLayout.Lanes;

    internal static NativeBuffer Pack<TForm>(ConvolutionGather gather, ReadOnlySpan<float> weight, WeightVariant variant)
        where TForm : struct, IWinogradForm
    {
        int size = TForm.Outputs + 2, points = size * size;
        var packed = new NativeBuffer(checked((nint)gather.Packing.WorkPerPixel / (Taps * Taps) * points), cleared: false);
        double[] g = [.. Enumerable.Range(0, size * Taps).Select(i => TForm.G(i / Taps, i % Taps))];
        fixed (float* from = weight)
        {
            float* w = from;
            Parallel.For(0, gather.Packing.Tiles.Length, i => PackTile(gather, gather.Packing.Tiles[i], w, variant, g, size, packed.Data));
        }

        return packed;
    }

    [SkipLocalsInit]
    private static void PackTile(
        ConvolutionGather gather, BlockTile tile, float* weight, WeightVariant variant, double[] g, int size, float* packed)
    {
        float* filters = stackalloc float[Taps * Taps * Lanes];
        double* half = stackalloc double[size * Taps * Lanes];
        int points = size * size;
        int width = tile.Blocks * TensorLayout.Lanes;
        int first = tile.Block * TensorLayout.Lanes;
        int lanes = Math.Min(width, gather.DestinationChannels - first);
        var span = new Span<float>(filters, Taps * Taps * Lanes);
        float* to = packed + tile.Offset / (Taps * Taps) * points;
        for (int source = 0; source < gather.SourceChannels; source++, to += width)
        {
            span.Clear();
            for (int lane = 0; lane < lanes; lane++)
            {
                int filter = gather.IsAdjoint
                    ? source * gather.DestinationChannels + first + lane
                    : (first + lane) * gather.SourceChannels + source;
                float* taps = weight + (nint)filter * Taps * Taps;

                // The adjoint's taps come in the opposite order along the source.
                for (int tap = 0; tap < Taps * Taps; tap++)
                    filters[(gather.IsAdjoint ? Taps * Taps - 1 - tap : tap) * Lanes + lane] = variant.Gathered(taps[tap]);
            }

            variant.ApplyToGathered(span);
            Transform(filters, g, size, half, width, to, tile.TapLength);
        }
    }

    private static void Transform(float* filters, double[] g, int size, double* half, int width, float* to, nint pointStride)
    {
        for (int i = 0; i < size; i++)
        {
            Vector512<double> g0 = Vector512.Create(g[i * Taps]), g1 = Vector512.Create(g[i * Taps + 1]), g2 = Vector512.Create(g[i * Taps + 2]);
            for (int column = 0; column < Taps; column++)
            {
                for (int lane = 0; lane < width; lane += Vector512<double>.Count)
                {
                    float* filter = filters + column * Lanes + lane;
                    (g0 * Doubles(filter) + g1 * Doubles(filter + Taps * Lanes) + g2 * Doubles(filter + 2 * Taps * Lanes))
                        .Store(half + (i * Taps + column) * Lanes + lane);
                }
            }
        }

        for (int i = 0; i < size; i++)
        {
            double* line = half + i * Taps * Lanes;
            for (int j = 0; j < size; j++, to += pointStride)
            {
                Vector512<double> g0 = Vector512.Create(g[j * Taps]), g1 = Vector512.Create(g[j * Taps + 1]), g2 = Vector512.Create(g[j * Taps + 2]);
                for (int lane = 0; lane < width; lane += TensorLayout.Lanes)
                {
                    double* h = line + lane;
                    Vector512.Narrow(At(h, g0, g1, g2), At(h + Vector512<double>.Count, g0, g1, g2)).Store(to + lane);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Doubles(float* values)
    {
        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.Load(values));
        return Vector512.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> At(double* half, Vector512<double> g0, Vector512<double> g1, Vector512<double> g2) =>
        Vector512.Load(half) * g0 + Vector512.Load(half + Lanes) * g1 + Vector512.Load(half + 2 * Lanes) * g2;
}
