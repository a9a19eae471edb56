namespace ExplainGen;

/// <summary>What all convolutions share. Lists have one entry per spatial axis.</summary>
public abstract class ConvolutionAttribute : LayerAttribute
{
    private protected ConvolutionAttribute(int channels, int[] kernel)
    {
        Channels = channels;
        Kernel = kernel;
    }

    /// <summary>How many output channels it has.</summary>
    public int Channels { get; }

    /// <summary>Size of the kernel: one entry for all axes, or one per axis.</summary>
    public int[] Kernel { get; }

    /// <summary>Step of the kernel along every axis, at least 1; 1 by default.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>Step of the kernel per axis, in place of <see cref="Stride"/>.</summary>
    public int[]? Strides { get; set; }

    /// <summary>Zeros added at both ends of every axis; 0 by default.</summary>
    public int Padding { get; set; }

    /// <summary>
    /// Zeros added in place of <see cref="Padding"/>: one entry per axis for both ends, or all beginnings and then all ends.
    /// </summary>
    public int[]? Paddings { get; set; }

    /// <summary>Padding that follows from the other sizes, in place of <see cref="Padding"/>.</summary>
    public AutoPad AutoPad { get; set; }

    /// <summary>Distance between the kernel's elements along every axis, at least 1; 1 by default.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>Distance between the kernel's elements per axis, in place of <see cref="Dilation"/>.</summary>
    public int[]? Dilations { get; set; }

    /// <summary>Number of groups that input and output channels are split into; 1 by default, the input's channels for depthwise.</summary>
    public int Groups { get; set; } = 1;

    /// <summary>Whether it has a bias; true by default.</summary>
    public bool Bias { get; set; } = true;
}
