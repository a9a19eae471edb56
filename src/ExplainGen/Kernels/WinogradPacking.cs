namespace ExplainGen.Kernels;

/// <summary>
/// How weights lie for <see cref="WinogradKernel{TForm}"/>: as <see cref="ConvolutionPacking"/> has them, with the points of the
/// transformed filter, G g Gᵀ, in place of its taps.
/// </summary>
internal static unsafe class WinogradPacking
{
    private const int Taps = 3;

    internal static NativeBuffer Pack<TForm>(ConvolutionGather gather, ReadOnlySpan<float> weight, WeightVariant variant)
        where TForm : struct, IWinogradForm
    {
        int size = TForm.Outputs + 2, points = size * size;
        var packed = new NativeBuffer(checked((nint)gather.Packing.WorkPerPixel / (Taps * Taps) * points));
        Span<double> filter = stackalloc double[Taps * Taps], half = stackalloc double[size * Taps];
        foreach (BlockTile tile in gather.Packing.Tiles)
        {
            float* to = packed.Data + tile.Offset / (Taps * Taps) * points;
            int width = tile.Blocks * TensorLayout.Lanes;
            int lanes = Math.Min(width, gather.DestinationChannels - tile.Block * TensorLayout.Lanes);
            for (int lane = 0; lane < lanes; lane++)
            {
                int channel = tile.Block * TensorLayout.Lanes + lane;
                for (int source = 0; source < gather.SourceChannels; source++)
                {
                    int from = (gather.IsAdjoint
                        ? source * gather.DestinationChannels + channel
                        : channel * gather.SourceChannels + source) * Taps * Taps;
                    for (int tap = 0; tap < Taps * Taps; tap++)
                    {
                        // The adjoint's taps come in the opposite order along the source.
                        int at = gather.IsAdjoint ? Taps * Taps - 1 - tap : tap;
                        filter[at] = variant.Apply(weight[from + tap]);
                    }

                    Transform<TForm>(filter, half, size, to + (nint)source * width + lane, tile.TapLength);
                }
            }
        }

        return packed;
    }

    private static void Transform<TForm>(ReadOnlySpan<double> filter, Span<double> half, int size, float* to, nint pointStride)
        where TForm : struct, IWinogradForm
    {
        for (int i = 0; i < size; i++)
        {
            for (int column = 0; column < Taps; column++)
            {
                double sum = 0;
                for (int row = 0; row < Taps; row++)
                    sum += TForm.G(i, row) * filter[row * Taps + column];
                half[i * Taps + column] = sum;
            }
        }

        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++, to += pointStride)
            {
                double sum = 0;
                for (int column = 0; column < Taps; column++)
                    sum += half[i * Taps + column] * TForm.G(j, column);
                *to = (float)sum;
            }
        }
    }
}
