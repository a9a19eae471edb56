namespace ExplainGen;

/// <summary>
/// What all transposed convolutions share. Stride, padding and dilation are those of the convolution it transposes, as in
/// PyTorch: they enlarge, crop and spread the output.
/// </summary>
public abstract class TransposedConvolutionAttribute : ConvolutionAttribute
{
    private protected TransposedConvolutionAttribute(int channels, int[] kernel)
        : base(channels, kernel)
    {
    }

    /// <summary>Size added to one end of every output axis, smaller than stride or dilation; 0 by default.</summary>
    public int OutputPadding { get; set; }

    /// <summary>Size added to one end of each output axis, in place of <see cref="OutputPadding"/>.</summary>
    public int[]? OutputPaddings { get; set; }
}
