namespace ExplainGen;

/// <summary>
/// A transposed convolution over two spatial axes (<c>torch.nn.ConvTranspose2d</c>): <c>C x H x W</c> in and out. Weights:
/// <c>weight</c> (input channels x channels / groups x kernel), <c>bias</c> (channels).
/// </summary>
public sealed class ConvTranspose2dAttribute : TransposedConvolutionAttribute
{
    /// <summary>A kernel of one size along all axes.</summary>
    /// <param name="channels">How many output channels it has, at least 1.</param>
    /// <param name="kernel">Size of the kernel along every axis, at least 1.</param>
    public ConvTranspose2dAttribute(int channels, int kernel)
        : base(channels, [kernel])
    {
    }

    /// <summary>A kernel whose size is given per axis.</summary>
    /// <param name="channels">How many output channels it has, at least 1.</param>
    /// <param name="kernel">Size of the kernel per axis: <c>H x W</c>.</param>
    public ConvTranspose2dAttribute(int channels, int[] kernel)
        : base(channels, kernel)
    {
    }
}
