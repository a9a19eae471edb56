namespace ExplainGen.Kernels;

/// <summary>What both kinds of normalization ask of their tensors.</summary>
internal static class NormalizationChecks
{
    internal static void Forward(in Tensor x, ChannelVector? gain, ChannelVector? bias, in Tensor y, int channels)
    {
        RowKernel.CheckPresent(x, y, nameof(x));
        RowKernel.CheckChannels(gain, y, nameof(gain));
        RowKernel.CheckChannels(bias, y, nameof(bias));
        Channels(y, channels, nameof(y));
    }

    internal static void Backward(in Tensor s, ChannelVector? gain, in Tensor x, in Tensor r, int channels)
    {
        RowKernel.CheckPresent(s, r, nameof(s));
        RowKernel.CheckPresent(x, r, nameof(x));
        RowKernel.CheckChannels(gain, r, nameof(gain));
        Channels(r, channels, nameof(r));
    }

    private static void Channels(in Tensor t, int channels, string name)
    {
        if (t.Layout.Channels != channels)
            throw new ArgumentException($"The tensor is {t.Layout} where {channels} channels are needed.", name);
    }
}
