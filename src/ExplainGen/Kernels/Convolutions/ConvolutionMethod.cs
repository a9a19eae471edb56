namespace ExplainGen.Kernels;

/// <summary>How one direction of a convolution is computed.</summary>
internal enum ConvolutionMethod
{
    /// <summary><see cref="ConvolutionKernel"/>, which computes any; as <see cref="Listed"/> where the source has zeros enough.</summary>
    Direct,

    /// <summary><see cref="ListedKernel"/>, for sources with many zeros. Sources are not known when methods are chosen.</summary>
    Listed,

    /// <summary><see cref="PixelwiseKernel"/>, for kernels of one tap.</summary>
    Pixelwise,

    /// <summary><see cref="DepthwiseKernel"/>, where every channel is its own group, so that lanes never mix.</summary>
    Depthwise,

    /// <summary><see cref="NarrowKernel"/>, for very few destination channels.</summary>
    Narrow,

    /// <summary><see cref="InterleavedKernel"/>, for few source channels.</summary>
    Interleaved,

    /// <summary><see cref="WinogradKernel{TForm}"/> with <see cref="Kernels.Winograd2"/>.</summary>
    Winograd2,

    /// <summary><see cref="WinogradKernel{TForm}"/> with <see cref="Kernels.Winograd4"/>.</summary>
    Winograd4,
}

/// <summary>The choice of the fastest method, from shapes alone, so that it is the same on every machine.</summary>
internal static class ConvolutionMethods
{
    /// <summary>Bytes of weights that come from memory while one vector of products is computed.</summary>
    private const double BytesPerProduct = 8;

    /// <summary>Vectors of arithmetic and memory traffic to transform one tile of 16 channels.</summary>
    private const double TransformPerPoint = 9;

    internal static ConvolutionMethod Choose(ConvolutionGather gather, Accuracy accuracy)
    {
        if (gather.Groups > 1 && CanCompute(gather, ConvolutionMethod.Depthwise))
            return ConvolutionMethod.Depthwise;
        if (CanCompute(gather, ConvolutionMethod.Pixelwise))
            return ConvolutionMethod.Pixelwise;
        if (gather.SourceChannels >= TensorLayout.Lanes && CanCompute(gather, ConvolutionMethod.Narrow))
            return ConvolutionMethod.Narrow;

        // A kernel row of one tap is what the direct kernel reads as it lies.
        if (gather.Width.Kernel > 1 && CanCompute(gather, ConvolutionMethod.Interleaved))
            return ConvolutionMethod.Interleaved;
        if (accuracy == Accuracy.Direct || Math.Min(gather.SourceChannels, gather.DestinationChannels) < TensorLayout.Lanes
            || !CanCompute(gather, ConvolutionMethod.Winograd2))
        {
            return ConvolutionMethod.Direct;
        }

        double direct = DirectCost(gather), two = WinogradCost(gather, Winograd2.Outputs);
        double four = accuracy == Accuracy.Fast ? WinogradCost(gather, Winograd4.Outputs) : double.PositiveInfinity;
        if (direct <= Math.Min(two, four))
            return ConvolutionMethod.Direct;
        return two <= four ? ConvolutionMethod.Winograd2 : ConvolutionMethod.Winograd4;
    }

    /// <summary>Whether a method can compute a map, be it worth it or not.</summary>
    internal static bool CanCompute(ConvolutionGather gather, ConvolutionMethod method) => method switch
    {
        ConvolutionMethod.Direct => true,
        ConvolutionMethod.Listed => gather.Groups == 1,
        ConvolutionMethod.Pixelwise => gather.Depth.IsPointwise && gather.Height.IsPointwise && gather.Width.IsPointwise,
        ConvolutionMethod.Depthwise => gather.SourceChannels == gather.Groups && gather.DestinationChannels == gather.Groups,
        ConvolutionMethod.Narrow => gather.Groups == 1 && gather.DestinationChannels <= NarrowKernel.MaxChannels,
        ConvolutionMethod.Interleaved => InterleavedKernel.CanCompute(gather),

        // 3x3 without stride, dilation or groups.
        ConvolutionMethod.Winograd2 or ConvolutionMethod.Winograd4 =>
            gather.Groups == 1 && gather.Depth is { IsPointwise: true, Source: 1, Destination: 1 } && gather.Height.IsDense(3) && gather.Width.IsDense(3),
        _ => false,
    };

    private static double DirectCost(ConvolutionGather gather)
    {
        double products = (double)gather.Packing.WorkPerPixel / TensorLayout.Lanes;
        return products * gather.Height.Destination * gather.Width.Destination + products * TensorLayout.Lanes * sizeof(float) / BytesPerProduct;
    }

    private static double WinogradCost(ConvolutionGather gather, int outputs)
    {
        int points = (outputs + 2) * (outputs + 2);
        double tiles = (double)WinogradPlan.Tiles(gather.Height.Destination, outputs) * WinogradPlan.Tiles(gather.Width.Destination, outputs);
        double products = (double)gather.Packing.WorkPerPixel / TensorLayout.Lanes / gather.Taps * points;
        double blocks = (gather.SourceChannels + gather.DestinationChannels) / (double)TensorLayout.Lanes;
        return tiles * (products + blocks * points * TransformPerPoint) + products * TensorLayout.Lanes * sizeof(float) / BytesPerProduct;
    }
}
