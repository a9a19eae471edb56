namespace ExplainGen.Kernels;

/// <summary>
/// Average pooling as a linear map: fixed windows with padding and ceil mode, adaptive bins, or one window over everything
/// (global). A window that lies in the padding altogether averages to zero.
/// </summary>
public sealed unsafe class AveragePool : ILinearMap
{
    private readonly PoolGeometry _geometry;
    private readonly PoolCoverage _depth;
    private readonly PoolCoverage _height;
    private readonly PoolCoverage _width;

    /// <summary>Creates the map.</summary>
    /// <param name="geometry">The windows.</param>
    public AveragePool(PoolGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        _geometry = geometry;
        _depth = new PoolCoverage(geometry.Depth);
        _height = new PoolCoverage(geometry.Height);
        _width = new PoolCoverage(geometry.Width);
    }

    /// <inheritdoc/>
    /// <remarks>Averages have no weights: the result is null.</remarks>
    public Filter? Pack(ReadOnlySpan<float> weight, WeightVariant variant, FilterUse use = FilterUse.Both) => null;

    /// <inheritdoc/>
    public void Forward(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, Activation activation, in Tensor y, Workers workers)
        => RowKernel.Forward(Averages(x, y), x, null, addend, bias, activation, y, workers);

    /// <inheritdoc/>
    public void Quotient(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, in Tensor relevance, Stabilizer stabilizer, float scale,
        in Tensor s, Workers workers, QuotientLoss? loss)
        => RowKernel.Quotient(Averages(x, s), x, null, addend, bias, relevance, stabilizer, scale, s, workers, loss);

    /// <inheritdoc/>
    public void Redistribute(
        in Tensor s, Filter? w, in Tensor x, ChannelVector? shift, float scale, bool accumulate, in Tensor r, Workers workers)
    {
        _geometry.Check(r, s);
        var shares = new GatherKernel<WindowSpread>(new WindowSpread(s, _geometry, _depth, _height, _width, r.Layout));
        RowKernel.Redistribute(shares, s, null, x, shift, scale, accumulate, r, workers);
    }

    private GatherKernel<WindowSum> Averages(in Tensor x, in Tensor y)
    {
        _geometry.Check(x, y);
        return new GatherKernel<WindowSum>(new WindowSum(x, _geometry, y.Layout, average: true));
    }
}
