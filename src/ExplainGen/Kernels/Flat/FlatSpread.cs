namespace ExplainGen.Kernels;

/// <summary>
/// The Flat rule of a linear layer: the relevance of each output is spread evenly over the inputs it sees, its in-bounds
/// taps times the input channels of its group, whatever weights and inputs are (Lapuschkin et al., "Unmasking Clever Hans
/// predictors", 2019).
/// </summary>
/// <remarks>
/// All channels of a group send and receive the same, so relevance is summed over the output channels of each group,
/// spread as one channel, and copied to the group's input channels.
/// </remarks>
public sealed unsafe class FlatSpread
{
    private readonly ConvolutionGather _spread;
    private readonly NativeBuffer _ones;
    private readonly FlatCounts _counts;
    private readonly TensorLayout _sums;
    private readonly TensorLayout _groups;
    private readonly int[] _groupOfLane;
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _inputsPerGroup;
    private readonly PerColumnCount<FlatSpread>? _columns;

    /// <summary>The spread of a dense layer, for vectors or up to 32 of them side by side.</summary>
    /// <param name="map">The layer.</param>
    public FlatSpread(Dense map)
        : this(DenseGeometry(map.InFeatures, map.OutFeatures, columns: 1), transposed: false)
    {
        _columns = new PerColumnCount<FlatSpread>();
    }

    /// <summary>The spread of a convolution.</summary>
    /// <param name="map">The layer.</param>
    public FlatSpread(Convolution map)
        : this(map.Geometry, transposed: false)
    {
    }

    /// <summary>The spread of a transposed convolution.</summary>
    /// <param name="map">The layer.</param>
    public FlatSpread(TransposedConvolution map)
        : this(map.Geometry, transposed: true)
    {
    }

    private FlatSpread(ConvolutionGeometry geometry, bool transposed)
    {
        int groups = geometry.Groups;
        _inputs = transposed ? geometry.OutChannels : geometry.InChannels;
        _outputs = transposed ? geometry.InChannels : geometry.OutChannels;
        _inputsPerGroup = _inputs / groups;

        ConvolutionGeometry perGroup = geometry with { InChannels = groups, OutChannels = groups };
        ConvolutionGather forward = transposed ? ConvolutionGather.Adjoint(perGroup, Accuracy.Direct) : ConvolutionGather.Direct(perGroup, Accuracy.Direct);
        _spread = transposed ? ConvolutionGather.Direct(perGroup, Accuracy.Direct) : ConvolutionGather.Adjoint(perGroup, Accuracy.Direct);
        _ones = DepthwiseKernel.Pack(_spread, new float[groups * perGroup.Taps], new WeightVariant(WeightVariantKind.Ones));
        _counts = new FlatCounts(forward, _inputsPerGroup);
        _sums = new TensorLayout(groups, forward.Depth.Destination, forward.Height.Destination, forward.Width.Destination);
        _groups = new TensorLayout(groups, forward.Depth.Source, forward.Height.Source, forward.Width.Source);

        // Padding lanes point nowhere, which reads as zero.
        _groupOfLane = new int[((_inputs - 1) / TensorLayout.Lanes + 1) * TensorLayout.Lanes];
        for (int channel = 0; channel < _groupOfLane.Length; channel++)
            _groupOfLane[channel] = channel < _inputs ? channel / _inputsPerGroup % TensorLayout.Lanes : -1;
    }

    /// <summary>r = 1ᵀ s with s = R / st(n), n being the number of inputs each output sees; or r += the same.</summary>
    /// <param name="relevance">R, the relevance of the layer's output.</param>
    /// <param name="stabilizer">st.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The relevance of the layer's input.</param>
    /// <param name="workers">The threads to use.</param>
    /// <param name="loss">Adds up what is not passed on, when given.</param>
    /// <exception cref="ArgumentException">A tensor's shape is not the layer's.</exception>
    public void Redistribute(
        in Tensor relevance, Stabilizer stabilizer, bool accumulate, in Tensor r, Workers workers, QuotientLoss? loss)
    {
        Stabilizer resolved = stabilizer.RmsScaled
            ? new Stabilizer((float)(stabilizer.Epsilon * _counts.RootMeanSquare()), stabilizer.Mode)
            : stabilizer;
        Spread(relevance, null, resolved, accumulate, r, workers, loss);
    }

    /// <summary>
    /// Spreads what the bias takes, s·bias, the same way: r = 1ᵀ (s · bias / n), or r += the same. Where an output sees no input
    /// at all there is nobody to give it to.
    /// </summary>
    /// <param name="s">The quotient the bias takes its share of, of the layer's output shape.</param>
    /// <param name="bias">The bias per output channel.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The relevance of the layer's input.</param>
    /// <param name="workers">The threads to use.</param>
    /// <param name="loss">Adds up, as dropped, what outputs without inputs could not give back, when given.</param>
    /// <exception cref="ArgumentException">A tensor's shape or the number of bias values is not the layer's.</exception>
    public void SpreadBias(in Tensor s, ChannelVector bias, bool accumulate, in Tensor r, Workers workers, QuotientLoss? loss)
    {
        ArgumentNullException.ThrowIfNull(bias);
        RowKernel.CheckChannels(bias, s, nameof(bias));
        Spread(s, bias, new Stabilizer(0), accumulate, r, workers, loss);
    }

    private static ConvolutionGeometry DenseGeometry(int inputs, int outputs, int columns) =>
        new() { InChannels = inputs, OutChannels = outputs, Width = new(columns, columns, 1) };

    private void Spread(
        in Tensor relevance, ChannelVector? bias, Stabilizer stabilizer, bool accumulate, in Tensor r, Workers workers,
        QuotientLoss? loss)
    {
        int columns = relevance.Layout.Width;
        if (_columns is not null && columns is > 1 and <= Columns.Most)
        {
            _columns.Get(columns, n => new FlatSpread(DenseGeometry(_inputs, _outputs, n), transposed: false))
                .Spread(relevance, bias, stabilizer, accumulate, r, workers, loss);
            return;
        }

        Check(relevance.Layout, _outputs, _sums, nameof(relevance));
        Check(r.Layout, _inputs, _groups, nameof(r));
        using var scratch = new NativeScratch(_sums.Length);
        var sums = new Tensor(scratch.Data, _sums);
        FlatSums.Compute(relevance, bias, _counts, stabilizer, sums, workers, loss);

        Halo.Clear(r);
        fixed (int* groupOfLane = _groupOfLane)
        {
            // Each channel of this destination stands for a whole group; it has no memory, for the epilogue writes r itself.
            RowKernel.Run(
                new DepthwiseKernel(_spread), sums, _ones.Data, new Tensor(null, _groups),
                new SpreadEpilogue(r, groupOfLane, _inputsPerGroup, accumulate), workers);
        }

        GC.KeepAlive(this);
    }

    private static void Check(TensorLayout layout, int channels, TensorLayout extents, string name)
    {
        if (!layout.SameShape(channels, extents.Depth, extents.Height, extents.Width))
        {
            throw new ArgumentException(
                $"The tensor is {layout} where {channels}x{extents.Depth}x{extents.Height}x{extents.Width} is needed.", name);
        }
    }
}
