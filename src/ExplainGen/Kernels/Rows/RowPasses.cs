namespace ExplainGen.Kernels;

/// <summary>One of the passes of <see cref="ILinearMap"/> with all but the kernel, so that kernels are chosen in one place.</summary>
internal interface IRowPass
{
    /// <summary>Runs the pass with a kernel.</summary>
    void Run<TKernel>(in TKernel kernel)
        where TKernel : struct, IRowKernel;
}

/// <summary>See <see cref="ILinearMap.Forward"/>.</summary>
internal readonly unsafe struct ForwardPass(
    Tensor x, float* weights, Tensor addend, ChannelVector? bias, Activation activation, Tensor y, Workers workers) : IRowPass
{
    private readonly float* _weights = weights;

    public void Run<TKernel>(in TKernel kernel)
        where TKernel : struct, IRowKernel
        => RowKernel.Forward(kernel, x, _weights, addend, bias, activation, y, workers);
}

/// <summary>See <see cref="ILinearMap.Quotient"/>.</summary>
internal readonly unsafe struct QuotientPass(
    Tensor x, float* weights, Tensor addend, ChannelVector? bias, Tensor relevance, Stabilizer stabilizer, float scale, Tensor s,
    Workers workers, QuotientLoss? loss) : IRowPass
{
    private readonly float* _weights = weights;

    public void Run<TKernel>(in TKernel kernel)
        where TKernel : struct, IRowKernel
        => RowKernel.Quotient(kernel, x, _weights, addend, bias, relevance, stabilizer, scale, s, workers, loss);
}

/// <summary>See <see cref="ILinearMap.Redistribute"/>.</summary>
internal readonly unsafe struct RedistributePass(
    Tensor s, float* weights, Tensor x, ChannelVector? shift, float scale, bool accumulate, Tensor r, Workers workers) : IRowPass
{
    private readonly float* _weights = weights;

    public void Run<TKernel>(in TKernel kernel)
        where TKernel : struct, IRowKernel
        => RowKernel.Redistribute(kernel, s, _weights, x, shift, scale, accumulate, r, workers);
}

/// <summary>s = the quotient of the Gamma rule, from |W| |x|; see <see cref="Convolution.GammaQuotient"/>.</summary>
internal readonly unsafe struct GammaQuotientPass(Tensor x, float* weights, GammaQuotient quotient, Tensor s, Workers workers) : IRowPass
{
    private readonly float* _weights = weights;

    public void Run<TKernel>(in TKernel kernel)
        where TKernel : struct, IRowKernel
        => RowKernel.Run(kernel, x, _weights, s, new GammaQuotientEpilogue(quotient), workers);
}
