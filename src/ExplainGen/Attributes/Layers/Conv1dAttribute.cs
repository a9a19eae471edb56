namespace ExplainGen;

/// <summary>
/// A convolution over one spatial axis (<c>torch.nn.Conv1d</c>): <c>C x L</c> in and out. Weights:
/// <c>weight</c> (channels x input channels / groups x kernel), <c>bias</c> (channels).
/// </summary>
public sealed class Conv1dAttribute : ConvolutionAttribute
{
    /// <summary>A kernel of the given length.</summary>
    /// <param name="channels">How many output channels it has, at least 1.</param>
    /// <param name="kernel">Length of the kernel, at least 1.</param>
    public Conv1dAttribute(int channels, int kernel)
        : base(channels, [kernel])
    {
    }

    /// <summary>A kernel whose size is given per axis.</summary>
    /// <param name="channels">How many output channels it has, at least 1.</param>
    /// <param name="kernel">Size of the kernel per axis: <c>L</c>.</param>
    public Conv1dAttribute(int channels, int[] kernel)
        : base(channels, kernel)
    {
    }
}
