namespace ExplainGen.Kernels;

/// <summary>
/// Normalization of the channels of a group at all positions (Wu and He 2018); with as many groups as channels it is instance
/// normalization (Ulyanov et al. 2016).
/// </summary>
public sealed unsafe class GroupNorm : INormalization
{
    private readonly int _channels;
    private readonly int _groups;
    private readonly float _epsilon;

    /// <summary>Creates the normalization.</summary>
    /// <param name="channels">Number of channels, at least 1.</param>
    /// <param name="groups">Number of groups, a divisor of the channels.</param>
    /// <param name="epsilon">What is added to the variance, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below that.</exception>
    /// <exception cref="ArgumentException">The groups do not divide the channels.</exception>
    public GroupNorm(int channels, int groups, float epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        if (channels % groups != 0)
            throw new ArgumentException($"{channels} channels are not divisible into {groups} groups.", nameof(groups));
        (_channels, _groups, _epsilon) = (channels, groups, epsilon);
    }

    /// <inheritdoc/>
    public void Forward(in Tensor x, ChannelVector? gain, ChannelVector? bias, Activation activation, in Tensor y, Workers workers)
    {
        NormalizationChecks.Forward(x, gain, bias, y, _channels);
        var epilogue = new ForwardEpilogue(default, bias, activation, y.Layout.RowsPerBlock);
        RowKernel.Run(Kernel(NormalizationPass.Forward, x, x, gain, workers), x, null, y, epilogue, workers);
        GC.KeepAlive(gain);
        GC.KeepAlive(bias);
    }

    /// <inheritdoc/>
    public void Share(in Tensor s, ChannelVector? gain, in Tensor x, bool accumulate, in Tensor r, Workers workers)
    {
        NormalizationChecks.Backward(s, gain, x, r, _channels);
        var epilogue = new RedistributeEpilogue(x, null, 1, accumulate, r.Layout.RowsPerBlock);
        RowKernel.Run(Kernel(NormalizationPass.Share, s, x, gain, workers), s, null, r, epilogue, workers);
        GC.KeepAlive(gain);
    }

    /// <inheritdoc/>
    public void Gradient(in Tensor g, ChannelVector? gain, in Tensor x, bool accumulate, in Tensor r, Workers workers)
    {
        NormalizationChecks.Backward(g, gain, x, r, _channels);
        var epilogue = new RedistributeEpilogue(default, null, 1, accumulate, r.Layout.RowsPerBlock);
        RowKernel.Run(Kernel(NormalizationPass.Gradient, g, x, gain, workers), g, null, r, epilogue, workers);
        GC.KeepAlive(gain);
    }

    // The statistics are in memory of this thread, which is its own until the pass is over.
    private GatherKernel<GroupValues> Kernel(NormalizationPass pass, in Tensor s, in Tensor x, ChannelVector? gain, Workers workers)
    {
        float* factors = gain is null ? null : gain.Data;
        var statistics = new GroupStatistics(x.Layout, _groups, factors);
        statistics.Measure(pass, s, x, _epsilon, workers);
        return new GatherKernel<GroupValues>(
            new GroupValues(pass, new Operand(s), new Operand(x), factors, statistics, x.Layout.RowsPerBlock));
    }
}
