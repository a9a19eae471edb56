namespace ExplainGen.Kernels;

/// <summary>
/// Normalization of every position over its channels: LayerNorm on the features of a token (Ba et al. 2016), or RMSNorm, which centers
/// nothing (Zhang and Sennrich 2019).
/// </summary>
public sealed unsafe class PositionNorm : INormalization
{
    private readonly int _channels;
    private readonly float _epsilon;
    private readonly bool _centered;

    /// <summary>Creates the normalization.</summary>
    /// <param name="channels">Number of channels, at least 1.</param>
    /// <param name="epsilon">What is added to the variance or mean square, above 0.</param>
    /// <param name="centered">Whether the mean is subtracted.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below that.</exception>
    public PositionNorm(int channels, float epsilon, bool centered)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        (_channels, _epsilon, _centered) = (channels, epsilon, centered);
    }

    /// <inheritdoc/>
    public void Forward(in Tensor x, ChannelVector? gain, ChannelVector? bias, Activation activation, in Tensor y, Workers workers)
    {
        NormalizationChecks.Forward(x, gain, bias, y, _channels);
        var epilogue = new ForwardEpilogue(default, bias, activation, y.Layout.RowsPerBlock);
        RowKernel.Run(Kernel(NormalizationPass.Forward, x, gain), x, null, y, epilogue, workers);
        GC.KeepAlive(gain);
        GC.KeepAlive(bias);
    }

    /// <inheritdoc/>
    public void Share(in Tensor s, ChannelVector? gain, in Tensor x, bool accumulate, in Tensor r, Workers workers)
    {
        NormalizationChecks.Backward(s, gain, x, r, _channels);
        var epilogue = new RedistributeEpilogue(x, null, 1, accumulate, r.Layout.RowsPerBlock);
        RowKernel.Run(Kernel(NormalizationPass.Share, s, gain), x, null, r, epilogue, workers);
        GC.KeepAlive(gain);
    }

    /// <inheritdoc/>
    public void Gradient(in Tensor g, ChannelVector? gain, in Tensor x, bool accumulate, in Tensor r, Workers workers)
    {
        NormalizationChecks.Backward(g, gain, x, r, _channels);
        var epilogue = new RedistributeEpilogue(default, null, 1, accumulate, r.Layout.RowsPerBlock);
        RowKernel.Run(Kernel(NormalizationPass.Gradient, g, gain), x, null, r, epilogue, workers);
        GC.KeepAlive(gain);
    }

    private PositionKernel Kernel(NormalizationPass pass, in Tensor s, ChannelVector? gain) =>
        new(pass, s, gain is null ? null : gain.Data, _epsilon, _centered);
}
