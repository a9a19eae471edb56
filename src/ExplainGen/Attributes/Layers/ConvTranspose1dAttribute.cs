namespace ExplainGen;

/// <summary>
/// A transposed convolution over one spatial axis (<c>torch.nn.ConvTranspose1d</c>): <c>C x L</c> in and out. Weights:
/// <c>weight</c> (input channels x channels / groups x kernel), <c>bias</c> (channels).
/// </summary>
public sealed class ConvTranspose1dAttribute : TransposedConvolutionAttribute
{
    /// <summary>A kernel of the given length.</summary>
    /// <param name="channels">How many output channels it has, at least 1.</param>
    /// <param name="kernel">Length of the kernel, at least 1.</param>
    public ConvTranspose1dAttribute(int channels, int kernel)
        : base(channels, [kernel])
    {
    }

    /// <summary>A kernel whose size is given per axis.</summary>
    /// <param name="channels">How many output channels it has, at least 1.</param>
    /// <param name="kernel">Size of the kernel per axis: <c>L</c>.</param>
    public ConvTranspose1dAttribute(int channels, int[] kernel)
        : base(channels, kernel)
    {
    }
}
