namespace ExplainGen.Kernels;

/// <summary>
/// One direction of a recurrent layer: products with all tokens at once, then state after state. Immutable and safe to share between
/// threads; what a call computes on its way stands in tensors that come with it, and what the ways back read of the forward pass in one
/// of them, the layer's state. Weights come as PyTorch keeps them.
/// </summary>
public abstract unsafe class RecurrentLayer
{
    /// <summary>The gate that proposes a new value, g of an LSTM and n of a GRU: the one that relevance goes through.</summary>
    private protected const int Candidate = 2;

    private readonly Convolution _tokens;
    private readonly Convolution _candidates;
    private readonly Window _output;
    private readonly TensorLayout _gates;
    private readonly TensorLayout _states;
    private readonly int _gateCount;

    /// <summary>Creates the layer.</summary>
    /// <param name="geometry">Its shape.</param>
    /// <param name="gates">Number of gates, the candidate included.</param>
    /// <exception cref="ArgumentException">The geometry is not one of a layer.</exception>
    private protected RecurrentLayer(RecurrentGeometry geometry, int gates)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        geometry.Validate();
        Geometry = geometry;
        _gateCount = gates;
        _states = new TensorLayout(geometry.Hidden, width: geometry.Length);
        _gates = Sections(gates);
        _tokens = OfAllTokens(_gates.Channels);
        _candidates = OfAllTokens(geometry.Hidden);

        // Whoever goes first clears what the output has beyond its channels.
        _output = new Window(
            geometry.FirstOutput, widthOffset: geometry.LastOnly ? -geometry.Position(geometry.Length - 1) : 0,
            fill: geometry.FirstOutput == 0);
    }

    /// <summary>The shape.</summary>
    public RecurrentGeometry Geometry { get; }

    /// <summary>The layout of the state that <see cref="Forward"/> leaves.</summary>
    public TensorLayout StateLayout => field ??= Sections(StateSections);

    /// <summary>The layout of the memory that <see cref="Redistribute"/> works in.</summary>
    public TensorLayout RelevanceLayout => field ??= Sections(RelevanceSections);

    /// <summary>The layout of the memory that <see cref="Gradient"/> works in.</summary>
    public TensorLayout GradientLayout => field ??= Sections(GradientSections);

    /// <summary>How many tensors of the states' shape the state consists of; the gates come first.</summary>
    private protected abstract int StateSections { get; }

    /// <summary>The section of the state that holds the states themselves.</summary>
    private protected abstract int HiddenSection { get; }

    /// <summary>The same for relevance; the quotients of the candidates' sums come first.</summary>
    private protected abstract int RelevanceSections { get; }

    /// <summary>The same for gradients; the gradients of the gates' sums come first.</summary>
    private protected abstract int GradientSections { get; }

    /// <summary>The section of that memory which starts as the gradient of the states.</summary>
    private protected abstract int HiddenGradientSection { get; }

    /// <summary>Whether a gate multiplies the candidate's products with the state, so that the bias of these stands apart.</summary>
    private protected abstract bool HasStateBias { get; }

    /// <summary>Blocks of units.</summary>
    private protected int Blocks => _states.Blocks;

    /// <summary>Packs weights for a pass.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="tokens">What multiplies tokens, <c>[gates x hidden, inputs]</c>.</param>
    /// <param name="states">What multiplies states, <c>[gates x hidden, hidden]</c>.</param>
    /// <param name="tokenBias">What is added to the former, <c>[gates x hidden]</c>, or nothing.</param>
    /// <param name="stateBias">What is added to the latter, or nothing.</param>
    /// <exception cref="ArgumentException">Numbers of weights are not the layer's.</exception>
    public RecurrentFilter Pack(
        RecurrentPass pass, ReadOnlySpan<float> tokens, ReadOnlySpan<float> states, ReadOnlySpan<float> tokenBias = default,
        ReadOnlySpan<float> stateBias = default)
    {
        int rows = _gateCount * Geometry.Hidden;
        Check(tokens, (long)rows * Geometry.Inputs, nameof(tokens));
        Check(states, (long)rows * Geometry.Hidden, nameof(states));
        if (tokenBias.Length + stateBias.Length != 0)
        {
            Check(tokenBias, rows, nameof(tokenBias));
            Check(stateBias, rows, nameof(stateBias));
        }

        return pass switch
        {
            RecurrentPass.Forward => new RecurrentFilter(
                this, pass, _tokens.Pack(Padded(tokens), default, FilterUse.Forward)!, PackStates(states),
                Bias(tokenBias, stateBias, 0, _gateCount), StateBias(stateBias)),
            RecurrentPass.Relevance => new RecurrentFilter(
                this, pass,
                _candidates.Pack(tokens.Slice(Candidate * Geometry.Hidden * Geometry.Inputs, Geometry.Hidden * Geometry.Inputs),
                    default, FilterUse.Adjoint)!,
                PackAdjoint(states, Candidate, 1), Bias(tokenBias, stateBias, Candidate, 1), StateBias(stateBias)),
            RecurrentPass.Gradient => new RecurrentFilter(
                this, pass, _tokens.Pack(Padded(tokens), default, FilterUse.Adjoint)!, PackAdjoint(states, 0, _gateCount), null, null),
            _ => throw new ArgumentOutOfRangeException(nameof(pass), pass, "There is no such pass."),
        };
    }

    /// <summary>The states of a sequence.</summary>
    /// <param name="x">
    /// The tokens: <see cref="RecurrentGeometry.Inputs"/> channels of <see cref="RecurrentGeometry.Length"/> pixels.
    /// </param>
    /// <param name="w">The weights, packed for <see cref="RecurrentPass.Forward"/>.</param>
    /// <param name="state">Takes what the ways back read; of <see cref="StateLayout"/>.</param>
    /// <param name="y">Takes the states, or the last one, in the channels from <see cref="RecurrentGeometry.FirstOutput"/> on.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">A tensor's shape is not the layer's, or the filter is not this layer's.</exception>
    public void Forward(in Tensor x, RecurrentFilter? w, in Tensor state, in Tensor y, Workers workers)
    {
        RecurrentFilter filter = RecurrentFilter.Of(this, w, RecurrentPass.Forward);
        CheckInput(x, nameof(x));
        CheckOutput(y, nameof(y));
        RecurrentSections sections = Of(state, StateLayout, nameof(state));
        _tokens.Forward(
            x, filter.Tokens, default, filter.Bias, Activation.Identity, new Tensor(state.Data, _gates), workers);
        Read(sections, filter, workers);
        _output.Forward(sections.Tensor(HiddenSection), null, default, null, Activation.Identity, y, workers);
        GC.KeepAlive(w);
    }

    /// <summary>
    /// Relevance of the tokens, by the epsilon rule: gates are constants and get nothing, functions of one variable pass relevance on, and
    /// each sum shares it by contribution, products with tokens, products with the state and biases being one sum (Arras et al.,
    /// "Explaining recurrent neural network predictions in sentiment analysis", 2017; "Explaining and interpreting LSTMs", 2019).
    /// </summary>
    /// <param name="relevance">R, the relevance of the output.</param>
    /// <param name="w">The weights, packed for <see cref="RecurrentPass.Relevance"/>.</param>
    /// <param name="state">What <see cref="Forward"/> left.</param>
    /// <param name="x">The tokens.</param>
    /// <param name="stabilizer">
    /// st; an RMS-scaled one scales with the candidates' sums and with the memories (of a GRU, the states) separately.
    /// </param>
    /// <param name="ignoreBias">Whether denominators leave biases out.</param>
    /// <param name="scratch">Memory to work in, of <see cref="RelevanceLayout"/>.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The relevance of the tokens.</param>
    /// <param name="workers">The threads to use.</param>
    /// <param name="loss">Adds up what is not passed on, when given; r is the same bit for bit.</param>
    /// <exception cref="ArgumentException">A tensor's shape is not the layer's, or the filter is not this layer's.</exception>
    public void Redistribute(
        in Tensor relevance, RecurrentFilter? w, in Tensor state, in Tensor x, Stabilizer stabilizer, bool ignoreBias, in Tensor scratch,
        bool accumulate, in Tensor r, Workers workers, QuotientLoss? loss)
    {
        RecurrentFilter filter = RecurrentFilter.Of(this, w, RecurrentPass.Relevance);
        CheckOutput(relevance, nameof(relevance));
        CheckInput(x, nameof(x));
        CheckInput(r, nameof(r));
        RecurrentSections sections = Of(state, StateLayout, nameof(state)), work = Of(scratch, RelevanceLayout, nameof(scratch));
        Tensor quotients = work.Tensor(0);
        _output.Redistribute(relevance, null, default, null, 1, false, quotients, workers);
        Share(sections, work, filter, stabilizer, ignoreBias, workers, loss);
        _candidates.Redistribute(quotients, filter.Tokens, x, null, 1, accumulate, r, workers);
        GC.KeepAlive(w);
    }

    /// <summary>Gradient of the tokens, through all gates.</summary>
    /// <param name="gradient">The gradient of the output.</param>
    /// <param name="w">The weights, packed for <see cref="RecurrentPass.Gradient"/>.</param>
    /// <param name="state">What <see cref="Forward"/> left.</param>
    /// <param name="scratch">Memory to work in, of <see cref="GradientLayout"/>.</param>
    /// <param name="accumulate">Whether to add to g rather than overwrite it.</param>
    /// <param name="g">The gradient of the tokens.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">A tensor's shape is not the layer's, or the filter is not this layer's.</exception>
    public void Gradient(
        in Tensor gradient, RecurrentFilter? w, in Tensor state, in Tensor scratch, bool accumulate, in Tensor g, Workers workers)
    {
        RecurrentFilter filter = RecurrentFilter.Of(this, w, RecurrentPass.Gradient);
        CheckOutput(gradient, nameof(gradient));
        CheckInput(g, nameof(g));
        RecurrentSections sections = Of(state, StateLayout, nameof(state)), work = Of(scratch, GradientLayout, nameof(scratch));
        _output.Redistribute(gradient, null, default, null, 1, false, work.Tensor(HiddenGradientSection), workers);
        Differentiate(sections, work, filter, workers);
        _tokens.Redistribute(new Tensor(scratch.Data, _gates), filter.Tokens, default, null, 1, accumulate, g, workers);
        GC.KeepAlive(w);
    }

    /// <summary>State after state, from the gates' sums without the products with states.</summary>
    private protected abstract void Read(RecurrentSections state, RecurrentFilter w, Workers workers);

    /// <summary>From the relevance of the states, in section 0, to the quotients of the candidates' sums in its place.</summary>
    private protected abstract void Share(
        RecurrentSections state, RecurrentSections scratch, RecurrentFilter w, Stabilizer stabilizer, bool ignoreBias, Workers workers,
        QuotientLoss? loss);

    /// <summary>From the gradients of the states to those of the gates' sums.</summary>
    private protected abstract void Differentiate(RecurrentSections state, RecurrentSections scratch, RecurrentFilter w, Workers workers);

    /// <summary>The place of a step's token and of the one read before it, -1 where there is none.</summary>
    private protected (int Position, int Before) PositionsOf(int step) =>
        (Geometry.Position(step), step == 0 ? -1 : Geometry.Position(step - 1));

    /// <summary>The threads for one step, which are worth their cost only for large layers.</summary>
    /// <param name="workers">Those that there are.</param>
    /// <param name="gates">Gates whose products with states the step computes.</param>
    private protected Workers ForStep(Workers workers, int gates) =>
        RowKernel.IsWorthThreads((long)gates * Geometry.Hidden * Geometry.Hidden) ? workers : Workers.Single;

    /// <summary>The quotients of a block's lanes, in the place of the relevance.</summary>
    /// <param name="denominators">The denominators.</param>
    /// <param name="relevance">R; then R / st(z).</param>
    /// <param name="block">The block of units.</param>
    /// <param name="stabilizer">st, resolved.</param>
    /// <param name="bias">The bias that the denominators contain, or null.</param>
    /// <param name="loss">Adds up what is not passed on, when given.</param>
    private protected void Divide(float* denominators, float* relevance, int block, Stabilizer stabilizer, float* bias, QuotientLoss? loss)
    {
        if (loss is null)
            QuotientMath.Divide(denominators, relevance, relevance, TensorLayout.Lanes, stabilizer, 1);
        else
            QuotientMath.Divide(denominators, relevance, relevance, TensorLayout.Lanes, stabilizer, 1, bias, _states.LanesOf(block), loss);
    }

    private TensorLayout Sections(int count) => new(checked(count * _states.Blocks * TensorLayout.Lanes), width: Geometry.Length);

    private Convolution OfAllTokens(int outputs) => new(new ConvolutionGeometry
    {
        InChannels = Geometry.Inputs,
        OutChannels = outputs,
        Width = new ConvolutionAxis(Geometry.Length, Geometry.Length, 1),
    });

    private RecurrentSections Of(in Tensor tensor, TensorLayout layout, string name) => !tensor.IsNone && tensor.Layout.Equals(layout)
        ? new RecurrentSections(tensor.Data, _states)
        : throw new ArgumentException($"The tensor is {Describe(tensor)} where {layout} is needed.", name);

    private void CheckInput(in Tensor t, string name) => Check(t, Geometry.Inputs, Geometry.Length, name);

    private void CheckOutput(in Tensor t, string name) => Check(t, Geometry.Outputs, Geometry.LastOnly ? 1 : Geometry.Length, name);

    private static void Check(in Tensor t, int channels, int width, string name)
    {
        if (t.IsNone || !t.Layout.SameShape(channels, 1, 1, width))
            throw new ArgumentException($"The tensor is {Describe(t)} where {channels}x1x1x{width} is needed.", name);
    }

    private static string Describe(in Tensor t) => t.IsNone ? "absent" : t.Layout.ToString();

    private static void Check(ReadOnlySpan<float> weights, long count, string name)
    {
        if (weights.Length != count)
            throw new ArgumentException($"{weights.Length} weights were given to a recurrent layer that has {count}.", name);
    }

    /// <summary>The rows of every gate, filled up with zeros to whole blocks.</summary>
    private float[] Padded(ReadOnlySpan<float> weights)
    {
        int length = weights.Length / _gateCount, padded = length / Geometry.Hidden * Blocks * TensorLayout.Lanes;
        var result = new float[_gateCount * padded];
        for (int gate = 0; gate < _gateCount; gate++)
            weights.Slice(gate * length, length).CopyTo(result.AsSpan(gate * padded));
        return result;
    }

    /// <summary>The weights of the states by block of units, its gates one behind the other.</summary>
    private RecurrentMatrix PackStates(ReadOnlySpan<float> weights)
    {
        int hidden = Geometry.Hidden, gates = _gateCount;
        fixed (float* from = weights)
        {
            float* w = from;
            return new RecurrentMatrix(Blocks * gates, Blocks, (row, column) =>
            {
                int block = row / TensorLayout.Lanes, unit = block / gates * TensorLayout.Lanes + row % TensorLayout.Lanes;
                return unit < hidden && column < hidden ? w[((nint)(block % gates) * hidden + unit) * hidden + column] : 0;
            });
        }
    }

    /// <summary>The transpose of some gates' weights; columns are the gates one behind the other, each filled up to whole blocks.</summary>
    private RecurrentMatrix PackAdjoint(ReadOnlySpan<float> weights, int first, int gates)
    {
        int hidden = Geometry.Hidden, padded = Blocks * TensorLayout.Lanes;
        fixed (float* from = weights)
        {
            float* w = from;
            return new RecurrentMatrix(Blocks, gates * Blocks, (unit, column) =>
            {
                int gate = first + column / padded, row = column % padded;
                return unit < hidden && row < hidden ? w[((nint)gate * hidden + row) * hidden + unit] : 0;
            });
        }
    }

    /// <summary>The sum of both biases for some gates, filled up to whole blocks; of one gate only as long as it is.</summary>
    private ChannelVector? Bias(ReadOnlySpan<float> tokenBias, ReadOnlySpan<float> stateBias, int first, int gates)
    {
        if (tokenBias.IsEmpty)
            return null;
        var sum = new float[tokenBias.Length];
        for (int i = 0; i < sum.Length; i++)
            sum[i] = tokenBias[i] + (HasStateBias && i / Geometry.Hidden == Candidate ? 0 : stateBias[i]);
        return new ChannelVector(gates == 1 ? sum.AsSpan(first * Geometry.Hidden, Geometry.Hidden) : Padded(sum));
    }

    private ChannelVector? StateBias(ReadOnlySpan<float> stateBias) => HasStateBias && !stateBias.IsEmpty
        ? new ChannelVector(stateBias.Slice(Candidate * Geometry.Hidden, Geometry.Hidden))
        : null;
}
