namespace ExplainGen;

/// <summary>
/// A transposed convolution over three spatial axes (<c>torch.nn.ConvTranspose3d</c>): <c>C x D x H x W</c> in and out. Weights:
/// <c>weight</c> (input channels x channels / groups x kernel), <c>bias</c> (channels).
/// </summary>
public sealed class ConvTranspose3dAttribute : TransposedConvolutionAttribute
{
    /// <summary>A kernel of one size along all axes.</summary>
    /// <param name="channels">How many output channels it has, at least 1.</param>
    /// <param name="kernel">Size of the kernel along every axis, at least 1.</param>
    public ConvTranspose3dAttribute(int channels, int kernel)
        : base(channels, [kernel])
    {
    }

    /// <summary>A kernel whose size is given per axis.</summary>
    /// <param name="channels">How many output channels it has, at least 1.</param>
    /// <param name="kernel">Size of the kernel per axis: <c>D x H x W</c>.</param>
    public ConvTranspose3dAttribute(int channels, int[] kernel)
        : base(channels, kernel)
    {
    }
}
