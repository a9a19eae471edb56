namespace ExplainGen.Kernels;

/// <summary>
/// Max-pooling and the ways its relevance goes back. Padding never wins and takes no part; a window that lies in the padding
/// altogether has the maximum zero and drops its relevance.
/// </summary>
public sealed unsafe class MaxPool
{
    private readonly PoolGeometry _geometry;

    /// <summary>Creates the layer.</summary>
    /// <param name="geometry">The windows.</param>
    public MaxPool(PoolGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        _geometry = geometry;
    }

    /// <summary>y = the maximum over each window of x.</summary>
    /// <param name="x">The input.</param>
    /// <param name="y">The maxima.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">A tensor's shape is not the layer's.</exception>
    public void Forward(in Tensor x, in Tensor y, Workers workers)
    {
        _geometry.Check(x, y);
        var maxima = new PlainGatherKernel<WindowMaximum>(new WindowMaximum(x, _geometry, y.Layout));
        RowKernel.Run(maxima, x, null, y, default(NoEpilogue), workers);
    }

    /// <summary>Hands the relevance of the maxima to the inputs.</summary>
    /// <param name="rule">The way to do so.</param>
    /// <param name="x">The input.</param>
    /// <param name="y">The maxima, as <see cref="Forward"/> gave them; not read by <see cref="MaxPoolRule.Proportional"/>.</param>
    /// <param name="r">The relevance of the maxima.</param>
    /// <param name="stabilizer">st of <see cref="MaxPoolRule.Proportional"/>; the other rules divide by nothing.</param>
    /// <param name="accumulate">Whether to add to rIn rather than overwrite it.</param>
    /// <param name="rIn">The relevance of the inputs.</param>
    /// <param name="workers">The threads to use.</param>
    /// <param name="loss">When given, takes what rIn lacks of r.</param>
    /// <exception cref="ArgumentException">A tensor's shape is not the layer's.</exception>
    public void Redistribute(
        MaxPoolRule rule, in Tensor x, in Tensor y, in Tensor r, Stabilizer stabilizer, bool accumulate, in Tensor rIn, Workers workers,
        QuotientLoss? loss)
    {
        _geometry.Check(x, r);
        _geometry.Check(rIn, r);
        if (rule != MaxPoolRule.Proportional)
            _geometry.Check(x, y);
        switch (rule)
        {
            case MaxPoolRule.Winner:
                Run(new WinnerShares(r, _geometry, loss), x, y, accumulate, rIn, workers);
                break;
            case MaxPoolRule.TieSplit:
                Run(new TieShares(x, y, r, _geometry, loss), x, y, accumulate, rIn, workers);
                break;
            case MaxPoolRule.Proportional:
                var sums = new WindowSum(x, _geometry, r.Layout, average: false);
                var shares = new ProportionalShares(sums, r, Resolve(stabilizer, sums, r.Layout, workers), loss);
                // The rule does not look at the maxima; r stands in for them.
                Run(shares, x, r, accumulate, rIn, workers);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(rule), rule, "There is no such rule.");
        }
    }

    private void Run<TShares>(TShares shares, in Tensor x, in Tensor y, bool accumulate, in Tensor rIn, Workers workers)
        where TShares : struct, IPoolShares
    {
        var kernel = new PoolScatter<TShares>(shares, x, y, _geometry, accumulate);
        RowKernel.Run(kernel, x, null, rIn, default(NoEpilogue), workers);
    }

    /// <summary>An RMS-scaled stabilizer made absolute over the sums of all windows.</summary>
    private static Stabilizer Resolve(Stabilizer stabilizer, in WindowSum sums, TensorLayout layout, Workers workers)
    {
        if (!stabilizer.RmsScaled)
            return stabilizer;
        using var scratch = new NativeScratch(layout.Length);
        var z = new Tensor(scratch.Data, layout);
        var epilogue = new ForwardEpilogue(default, null, Activation.Identity, layout.RowsPerBlock);
        RowKernel.Run(new GatherKernel<WindowSum>(sums), z, null, z, epilogue, workers);
        return QuotientMath.Resolve(stabilizer, z);
    }
}
