namespace ExplainGen.Kernels;

/// <summary>A fully connected layer between vectors. Weights come as PyTorch keeps them, <c>[out, in]</c>.</summary>
public sealed unsafe class Dense : ILinearMap
{
    /// <summary>Creates the map.</summary>
    /// <param name="inFeatures">Input features, at least 1.</param>
    /// <param name="outFeatures">Output features, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public Dense(int inFeatures, int outFeatures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inFeatures, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outFeatures, 1);
        InFeatures = inFeatures;
        OutFeatures = outFeatures;
    }

    /// <summary>Input features.</summary>
    public int InFeatures { get; }

    /// <summary>Output features.</summary>
    public int OutFeatures { get; }

    /// <inheritdoc/>
    public Filter? Pack(ReadOnlySpan<float> weight, WeightVariant variant, FilterUse use = FilterUse.Both)
    {
        if (weight.Length != (long)InFeatures * OutFeatures)
        {
            throw new ArgumentException(
                $"{weight.Length} weights were given to a dense layer of {InFeatures} x {OutFeatures}.", nameof(weight));
        }

        int blocks = (OutFeatures - 1) / TensorLayout.Lanes + 1;
        var packed = new NativeBuffer((nint)blocks * InFeatures * TensorLayout.Lanes, cleared: false);
        fixed (float* from = weight)
        {
            float* w = from;
            Parallel.For(0, blocks, block => PackBlock(block, w, variant, packed.Data));
        }

        return new Filter(this, variant, packed, packed);
    }

    /// <inheritdoc/>
    public void Forward(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, Activation activation, in Tensor y, Workers workers)
    {
        Check(x, InFeatures, nameof(x));
        Check(y, OutFeatures, nameof(y));
        RowKernel.Forward(new DenseKernel(InFeatures), x, Filter.Of(this, w).Forward, addend, bias, activation, y, workers);
        GC.KeepAlive(w);
    }

    /// <inheritdoc/>
    public void Quotient(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, in Tensor relevance, Stabilizer stabilizer, float scale,
        in Tensor s, Workers workers, QuotientLoss? loss)
    {
        Check(x, InFeatures, nameof(x));
        Check(s, OutFeatures, nameof(s));
        RowKernel.Quotient(
            new DenseKernel(InFeatures), x, Filter.Of(this, w).Forward, addend, bias, relevance, stabilizer, scale, s, workers, loss);
        GC.KeepAlive(w);
    }

    /// <inheritdoc/>
    public void Redistribute(
        in Tensor s, Filter? w, in Tensor x, ChannelVector? shift, float scale, bool accumulate, in Tensor r, Workers workers)
    {
        Check(s, OutFeatures, nameof(s));
        Check(r, InFeatures, nameof(r));
        RowKernel.Redistribute(
            new DenseAdjointKernel(InFeatures), s, Filter.Of(this, w).Adjoint, x, shift, scale, accumulate, r, workers);
        GC.KeepAlive(w);
    }

    private void PackBlock(int block, float* weight, WeightVariant variant, float* packed)
    {
        float* to = packed + (nint)block * InFeatures * TensorLayout.Lanes;
        int lanes = Math.Min(TensorLayout.Lanes, OutFeatures - block * TensorLayout.Lanes);
        float* rows = weight + (nint)block * TensorLayout.Lanes * InFeatures;
        if (lanes < TensorLayout.Lanes)
            new Span<float>(to, checked(InFeatures * TensorLayout.Lanes)).Clear();

        // A cache line of each row at a time: rows a power of two apart would push each other's lines out.
        for (int begin = 0; begin < InFeatures; begin += TensorLayout.Lanes)
        {
            int end = Math.Min(begin + TensorLayout.Lanes, InFeatures);
            for (int lane = 0; lane < lanes; lane++)
            {
                float* row = rows + (nint)lane * InFeatures;
                for (int feature = begin; feature < end; feature++)
                    to[(nint)feature * TensorLayout.Lanes + lane] = variant.Gathered(row[feature]);
            }
        }

        variant.ApplyToGathered(new Span<float>(to, checked(InFeatures * TensorLayout.Lanes)));
    }

    private static void Check(in Tensor t, int features, string name)
    {
        TensorLayout layout = t.Layout;
        if (!layout.SameShape(features, 1, 1, 1))
            throw new ArgumentException($"The tensor is {layout} where a vector of {features} is needed.", name);
    }
}
