namespace ExplainGen.Kernels;

/// <summary>One axis of a convolution: output o sees the inputs <c>o·Stride - PadBegin + k·Dilation</c>, k &lt; Kernel.</summary>
/// <param name="In">Input extent, at least 1.</param>
/// <param name="Out">
/// Output extent, at least 1. Taps that fall outside of the input, on either side, read zero, so padding at the end is
/// implied by this.
/// </param>
/// <param name="Kernel">Number of taps, at least 1.</param>
/// <param name="Stride">Step between outputs, at least 1.</param>
/// <param name="Dilation">Step between taps, at least 1.</param>
/// <param name="PadBegin">Zeros before the first input, at least 0.</param>
public sealed record ConvolutionAxis(int In, int Out, int Kernel, int Stride = 1, int Dilation = 1, int PadBegin = 0)
{
    /// <summary>An axis that is not there: extent 1, kernel 1.</summary>
    public static ConvolutionAxis Single { get; } = new(1, 1, 1);

    internal void Validate(string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(In, 1, $"{name}.{nameof(In)}");
        ArgumentOutOfRangeException.ThrowIfLessThan(Out, 1, $"{name}.{nameof(Out)}");
        ArgumentOutOfRangeException.ThrowIfLessThan(Kernel, 1, $"{name}.{nameof(Kernel)}");
        ArgumentOutOfRangeException.ThrowIfLessThan(Stride, 1, $"{name}.{nameof(Stride)}");
        ArgumentOutOfRangeException.ThrowIfLessThan(Dilation, 1, $"{name}.{nameof(Dilation)}");
        ArgumentOutOfRangeException.ThrowIfNegative(PadBegin, $"{name}.{nameof(PadBegin)}");
    }
}

/// <summary>The shape of a convolution over up to three axes; axes that are not named are <see cref="ConvolutionAxis.Single"/>.</summary>
public sealed record ConvolutionGeometry
{
    /// <summary>Input channels, a multiple of <see cref="Groups"/>.</summary>
    public required int InChannels { get; init; }

    /// <summary>Output channels, a multiple of <see cref="Groups"/>.</summary>
    public required int OutChannels { get; init; }

    /// <summary>Number of groups, at least 1.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>The depth axis.</summary>
    public ConvolutionAxis Depth { get; init; } = ConvolutionAxis.Single;

    /// <summary>The height axis.</summary>
    public ConvolutionAxis Height { get; init; } = ConvolutionAxis.Single;

    /// <summary>The width axis.</summary>
    public ConvolutionAxis Width { get; init; } = ConvolutionAxis.Single;

    /// <summary>Taps of one filter plane, the product of the kernel extents.</summary>
    public int Taps => Depth.Kernel * Height.Kernel * Width.Kernel;

    /// <summary>Number of weights, <c>OutChannels · InChannels / Groups · Taps</c>.</summary>
    public int WeightCount => checked(OutChannels * (InChannels / Groups) * Taps);

    internal void CheckWeights(int count)
    {
        if (count != WeightCount)
            throw new ArgumentException($"{count} weights were given to a convolution that has {WeightCount}.");
    }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Groups, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(InChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(OutChannels, 1);
        if (InChannels % Groups != 0 || OutChannels % Groups != 0)
            throw new ArgumentException($"{InChannels} input and {OutChannels} output channels do not divide into {Groups} groups.");
        Depth.Validate(nameof(Depth));
        Height.Validate(nameof(Height));
        Width.Validate(nameof(Width));
    }
}
