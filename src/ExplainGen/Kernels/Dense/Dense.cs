using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>A fully connected layer between vectors. Weights come as PyTorch keeps them, <c>[out, in]</c>.</summary>
/// <remarks>
/// Weights that would be multiplied with zeros need not be read, which is right for weights that are finite: zero times one that is
/// not is left out or not, as the kernels find better.
/// </remarks>
public sealed unsafe class Dense : ILinearMap
{
    /// <summary>Blocks of outputs that are packed together, a run of a packed row.</summary>
    private const int PackedBlocks = 8;

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
            Parallel.For(0, (blocks - 1) / PackedBlocks + 1, i => PackBlocks(i * PackedBlocks, blocks, w, variant, packed.Data));
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
            new DenseAdjointKernel(InFeatures, shift is null ? x : default), s, Filter.Of(this, w).Adjoint, x, shift, scale, accumulate, r, workers);
        GC.KeepAlive(w);
    }

    /// <summary>Packs some blocks of outputs, <c>[in][out rounded up to 16]</c>.</summary>
    [SkipLocalsInit]
    private void PackBlocks(int first, int blocks, float* weight, WeightVariant variant, float* packed)
    {
        float* tile = stackalloc float[TensorLayout.Lanes * TensorLayout.Lanes];
        nint rowLength = (nint)blocks * TensorLayout.Lanes;
        int end = Math.Min(first + PackedBlocks, blocks);
        for (int feature = 0; feature < InFeatures; feature += TensorLayout.Lanes)
        {
            int features = Math.Min(TensorLayout.Lanes, InFeatures - feature);
            for (int block = first; block < end; block++)
            {
                PackTile(feature, features, block, weight, variant, tile);
                float* to = packed + feature * rowLength + (nint)block * TensorLayout.Lanes;
                for (int i = 0; i < features; i++)
                    Vector512.Load(tile + i * TensorLayout.Lanes).StoreAlignedNonTemporal(to + i * rowLength);
            }
        }
    }

    /// <summary>A tile <c>[in][16]</c> of the packing, filled in a place of its own: rows of the packing would push each other out.</summary>
    private void PackTile(int feature, int features, int block, float* weight, WeightVariant variant, float* tile)
    {
        int lanes = Math.Min(TensorLayout.Lanes, OutFeatures - block * TensorLayout.Lanes);
        var values = new Span<float>(tile, features * TensorLayout.Lanes);
        if (lanes < TensorLayout.Lanes)
            values.Clear();
        for (int lane = 0; lane < lanes; lane++)
        {
            float* row = weight + ((nint)block * TensorLayout.Lanes + lane) * InFeatures + feature;
            for (int i = 0; i < features; i++)
                tile[i * TensorLayout.Lanes + lane] = variant.Gathered(row[i]);
        }

        variant.ApplyToGathered(values);
    }

    private static void Check(in Tensor t, int features, string name)
    {
        TensorLayout layout = t.Layout;
        if (!layout.SameShape(features, 1, 1, 1))
            throw new ArgumentException($"The tensor is {layout} where a vector of {features} is needed.", name);
    }
}
