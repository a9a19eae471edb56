namespace ExplainGen;

/// <summary>
/// A convolution over two spatial axes (<c>torch.nn.Conv2d</c>): <c>C x H x W</c> in and out. Weights:
/// <c>weight</c> (channels x input channels / groups x kernel), <c>bias</c> (channels).
/// </summary>
public sealed class Conv2dAttribute : ConvolutionAttribute
{
    /// <summary>A kernel of one size along all axes.</summary>
    /// <param name="channels">How many output channels it has, at least 1.</param>
    /// <param name="kernel">Size of the kernel along every axis, at least 1.</param>
    public Conv2dAttribute(int channels, int kernel)
        : base(channels, [kernel])
    {
    }

    /// <summary>A kernel whose size is given per axis.</summary>
    /// <param name="channels">How many output channels it has, at least 1.</param>
    /// <param name="kernel">Size of the kernel per axis: <c>H x W</c>.</param>
    public Conv2dAttribute(int channels, int[] kernel)
        : base(channels, kernel)
    {
    }
}
