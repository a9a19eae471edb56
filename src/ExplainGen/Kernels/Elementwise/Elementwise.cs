using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// Element-wise passes over tensors of equal logical shape. Halos may differ; an output may share the memory of any input of
/// the same layout. Whatever the number of threads, the bits are the same.
/// </summary>
public static unsafe class Elementwise
{
    /// <summary>s = scale · R / st(d) for the denominators d = z - minusBias - minus.</summary>
    /// <param name="z">What the denominators start from, usually the output kept from the forward pass.</param>
    /// <param name="minusBias">What to subtract per channel, or null.</param>
    /// <param name="minus">What to subtract per element, or <c>default</c>.</param>
    /// <param name="relevance">R.</param>
    /// <param name="stabilizer">st.</param>
    /// <param name="scale">A factor on the relevance.</param>
    /// <param name="s">The quotient.</param>
    /// <param name="lossBias">The bias that d still contains, or null; it matters to the account only.</param>
    /// <param name="workers">The threads to use.</param>
    /// <param name="loss">
    /// When given, Σ s·lossBias, Σ s·(st(d) - d) and the dropped relevance are added to it; s is the same bit for bit.
    /// </param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Quotient(
        in Tensor z, ChannelVector? minusBias, in Tensor minus, in Tensor relevance, Stabilizer stabilizer, float scale, in Tensor s,
        ChannelVector? lossBias, Workers workers, QuotientLoss? loss)
    {
        RowKernel.CheckShape(z, s, nameof(z));
        RowKernel.CheckShape(minus, s, nameof(minus));
        RowKernel.CheckShape(relevance, s, nameof(relevance));
        RowKernel.CheckChannels(minusBias, s, nameof(minusBias));
        if (loss is null && !stabilizer.RmsScaled)
        {
            var view = new RowView(s, z, minus, relevance, minusBias is not null);
            var epilogue = new QuotientEpilogue(default, null, view[relevance], stabilizer, scale, view.RowsPerBlock);
            Run(Denominators(view, z, minusBias, minus), view[s], epilogue, workers);
        }
        else
        {
            // Row by row: the sums need to know which lanes hold channels.
            var kernel = new GatherKernel<Pointwise<PointwiseOperators.Difference>>(
                Denominators(RowView.RowByRow(s), z, minusBias, minus));
            RowKernel.Quotient(kernel, z, null, default, null, lossBias, relevance, stabilizer, scale, s, workers, loss);
        }

        GC.KeepAlive(minusBias);
    }

    /// <summary>
    /// The quotients of the generalized Gamma rule. With y0 = y - bias, P = (y0 + |W||x|) / 2 and N = (y0 - |W||x|) / 2,
    /// s = R / st(y + gamma (P + bias⁺)) where y is positive and R / st(y + gamma (N + bias⁻)) where it is negative; where y
    /// is zero s is too, and the relevance is dropped. The rule is then
    /// <c>(1 + gamma/2) x (Wᵀ s) + (gamma/2) |x| (|W|ᵀ signedS)</c>, or that of <see cref="Convolution.RedistributeBySign"/>.
    /// </summary>
    /// <param name="y">The layer's output before its nonlinearity; with <paramref name="ignoreBias"/> the one without the bias.</param>
    /// <param name="absolute">|W| |x|.</param>
    /// <param name="bias">The layer's bias, or null.</param>
    /// <param name="ignoreBias">Whether denominators leave the bias out; the sign is that of the output with it in any case.</param>
    /// <param name="gamma">gamma.</param>
    /// <param name="relevance">R.</param>
    /// <param name="stabilizer">st; an RMS-scaled one scales with the denominators of either sign separately.</param>
    /// <param name="s">The quotient.</param>
    /// <param name="signedS">The quotient times the sign of y, or <c>default</c> where it is not needed; not the memory of s.</param>
    /// <param name="workers">The threads to use.</param>
    /// <param name="loss">
    /// When given, takes the bias's share, Σ s·(bias + gamma bias±), Σ s·(st(d) - d) and the dropped relevance.
    /// </param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void GammaQuotient(
        in Tensor y, in Tensor absolute, ChannelVector? bias, bool ignoreBias, float gamma, in Tensor relevance,
        Stabilizer stabilizer, in Tensor s, in Tensor signedS, Workers workers, QuotientLoss? loss)
    {
        RowKernel.CheckPresent(y, s, nameof(y));
        RowKernel.CheckPresent(absolute, s, nameof(absolute));
        RowKernel.CheckPresent(relevance, s, nameof(relevance));
        RowKernel.CheckShape(signedS, s, nameof(signedS));
        RowKernel.CheckChannels(bias, s, nameof(bias));
        // The sums over the tensor need to know which lanes hold channels, so they go row by row.
        RowView view = loss is null && !stabilizer.RmsScaled && (signedS.IsNone || !signedS.Layout.HasHalo)
            ? new RowView(s, y, absolute, relevance, bias is not null)
            : RowView.RowByRow(s);
        var quotient = new GammaQuotient(
            view.Operand(y), view.Operand(absolute), view.Operand(bias), view.Operand(relevance), gamma, ignoreBias, stabilizer,
            s.Layout, view[signedS], loss);
        Run(quotient, view[s], new ForwardEpilogue(default, null, Activation.Identity, view.RowsPerBlock), workers);
        if (!signedS.IsNone)
            Halo.Clear(signedS);
        GC.KeepAlive(bias);
    }

    /// <summary>r = scale · a · s, or r += the same.</summary>
    /// <param name="a">One factor.</param>
    /// <param name="s">The other.</param>
    /// <param name="scale">A constant factor.</param>
    /// <param name="accumulate">Whether to add to r rather than overwrite it.</param>
    /// <param name="r">The result.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Multiply(in Tensor a, in Tensor s, float scale, bool accumulate, in Tensor r, Workers workers)
    {
        RowKernel.CheckShape(a, r, nameof(a));
        RowKernel.CheckShape(s, r, nameof(s));
        var view = new RowView(r, a, s);
        Redistribute(view, new Pointwise<PointwiseOperators.Copy>(default, view.Operand(s)), a, scale, accumulate, r, workers);
    }

    /// <summary>
    /// ra = a · R / st(z) and rb = b · R / st(z), or ra and rb += the same: what the summands of z = a + b get of its relevance.
    /// </summary>
    /// <param name="z">The sum.</param>
    /// <param name="a">One summand.</param>
    /// <param name="b">The other.</param>
    /// <param name="relevance">R.</param>
    /// <param name="stabilizer">st.</param>
    /// <param name="accumulateA">Whether to add to ra rather than overwrite it.</param>
    /// <param name="ra">The relevance of a; may share R's memory where it is overwritten.</param>
    /// <param name="accumulateB">Whether to add to rb rather than overwrite it.</param>
    /// <param name="rb">The relevance of b; not the memory of ra, R or a.</param>
    /// <param name="workers">The threads to use.</param>
    /// <param name="loss">When given, takes what the stabilizer takes and what is dropped; the shares are the same bit for bit.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void ShareSum(
        in Tensor z, in Tensor a, in Tensor b, in Tensor relevance, Stabilizer stabilizer, bool accumulateA, in Tensor ra, bool accumulateB,
        in Tensor rb, Workers workers, QuotientLoss? loss)
    {
        RowKernel.CheckPresent(z, ra, nameof(z));
        RowKernel.CheckPresent(a, ra, nameof(a));
        RowKernel.CheckPresent(b, ra, nameof(b));
        RowKernel.CheckPresent(relevance, ra, nameof(relevance));
        RowKernel.CheckPresent(rb, ra, nameof(rb));
        if (loss is not null)
        {
            using var scratch = new NativeScratch(ra.Layout.Length);
            var s = new Tensor(scratch.Data, ra.Layout);
            Quotient(z, null, default, relevance, stabilizer, 1, s, null, workers, loss);
            Multiply(b, s, 1, accumulateB, rb, workers);
            Multiply(a, s, 1, accumulateA, ra, workers);
            return;
        }

        RowView view = rb.Layout.HasHalo || b.Layout.HasHalo ? RowView.RowByRow(ra) : new RowView(ra, z, a, relevance);
        var shares = new SumShares(
            view.Operand(z), view.Operand(relevance), view.Operand(a), view.Operand(b), QuotientMath.Resolve(stabilizer, z), accumulateB,
            view[rb]);
        Redistribute(view, shares, default, 1f, accumulateA, ra, workers);
        Halo.Clear(rb);
    }

    /// <summary>y = act(a + b).</summary>
    /// <param name="a">One summand.</param>
    /// <param name="b">The other.</param>
    /// <param name="activation">The nonlinearity to end with.</param>
    /// <param name="y">The result.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Add(in Tensor a, in Tensor b, Activation activation, in Tensor y, Workers workers)
    {
        RowKernel.CheckShape(a, y, nameof(a));
        RowKernel.CheckShape(b, y, nameof(b));
        var view = new RowView(y, a, b);
        var epilogue = new ForwardEpilogue(view[b], null, activation, view.RowsPerBlock);
        Run(new Pointwise<PointwiseOperators.Copy>(default, view.Operand(a)), view[y], epilogue, workers);
    }

    /// <summary>Copies a tensor, or adds it.</summary>
    /// <param name="source">What to copy.</param>
    /// <param name="accumulate">Whether to add to the destination rather than overwrite it.</param>
    /// <param name="destination">Where it goes.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Copy(in Tensor source, bool accumulate, in Tensor destination, Workers workers)
    {
        RowKernel.CheckShape(source, destination, nameof(source));
        var view = new RowView(destination, source);
        var copy = new Pointwise<PointwiseOperators.Copy>(default, view.Operand(source));
        Redistribute(view, copy, default, 1f, accumulate, destination, workers);
    }

    /// <summary>y = max(x, 0).</summary>
    /// <param name="x">The input.</param>
    /// <param name="y">The result.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void PositivePart(in Tensor x, in Tensor y, Workers workers)
        => Map<PointwiseOperators.PositivePart>(x, y, workers);

    /// <summary>y = min(x, 0).</summary>
    /// <param name="x">The input.</param>
    /// <param name="y">The result.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void NegativePart(in Tensor x, in Tensor y, Workers workers)
        => Map<PointwiseOperators.NegativePart>(x, y, workers);

    /// <summary>y = |x|.</summary>
    /// <param name="x">The input.</param>
    /// <param name="y">The result.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Absolute(in Tensor x, in Tensor y, Workers workers) => Map<PointwiseOperators.Absolute>(x, y, workers);

    /// <summary>Sets every logical element; padding lanes and halo become zero.</summary>
    /// <param name="y">What to fill.</param>
    /// <param name="value">The value.</param>
    public static void Fill(in Tensor y, float value)
    {
        TensorLayout layout = y.Layout;
        for (int row = 0; row < layout.Rows; row++)
        {
            Vector512<float> pixel = Vector512.Create(value) & LaneMask.First(layout.LanesOf(row / layout.RowsPerBlock));
            float* p = y.Row(row);
            for (int i = 0; i < layout.RowLength; i += TensorLayout.Lanes)
                pixel.Store(p + i);
        }

        Halo.Clear(y);
    }

    /// <summary>Runs a gather into an epilogue; both read through one <see cref="RowView"/>.</summary>
    internal static void Run<TGather, TEpilogue>(in TGather gather, in Tensor destination, in TEpilogue epilogue, Workers workers)
        where TGather : struct, IGather
        where TEpilogue : struct, IRowEpilogue
        => RowKernel.Run(new GatherKernel<TGather>(gather), destination, null, destination, epilogue, workers);

    /// <summary>r (+)= scale · x · gathered, x absent for a factor of one.</summary>
    internal static void Redistribute<TGather>(
        in RowView view, in TGather gather, in Tensor x, float scale, bool accumulate, in Tensor r, Workers workers)
        where TGather : struct, IGather
        => Run(gather, view[r], new RedistributeEpilogue(view[x], null, scale, accumulate, view.RowsPerBlock), workers);

    private static void Map<TOperator>(in Tensor x, in Tensor y, Workers workers)
        where TOperator : struct, IPointwiseOperator
    {
        RowKernel.CheckShape(x, y, nameof(x));
        var view = new RowView(y, x);
        Redistribute(view, new Pointwise<TOperator>(default, view.Operand(x)), default, 1f, false, y, workers);
    }

    private static Pointwise<PointwiseOperators.Difference> Denominators(
        in RowView view, in Tensor z, ChannelVector? minusBias, in Tensor minus)
        => new(default, view.Operand(z), view.Operand(minusBias), view.Operand(minus));
}
