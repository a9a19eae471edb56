using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// A fully connected layer between vectors, or between as many vectors side by side along the width axis: the columns of a matrix. Weights
/// come as PyTorch keeps them, <c>[out, in]</c>.
/// </summary>
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

        int blocks = OutBlocks;
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
        Run(new ForwardPass(x, Filter.Of(this, w).Forward, addend, bias, activation, y, workers), x, y);
        GC.KeepAlive(w);
    }

    /// <inheritdoc/>
    public void Quotient(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, in Tensor relevance, Stabilizer stabilizer, float scale,
        in Tensor s, Workers workers, QuotientLoss? loss)
    {
        Check(x, InFeatures, nameof(x));
        Check(s, OutFeatures, nameof(s));
        Run(new QuotientPass(x, Filter.Of(this, w).Forward, addend, bias, relevance, stabilizer, scale, s, workers, loss), x, s);
        GC.KeepAlive(w);
    }

    /// <inheritdoc/>
    public void Redistribute(
        in Tensor s, Filter? w, in Tensor x, ChannelVector? shift, float scale, bool accumulate, in Tensor r, Workers workers)
    {
        Check(s, OutFeatures, nameof(s));
        Check(r, InFeatures, nameof(r));
        CheckColumns(s, r);
        var pass = new RedistributePass(s, Filter.Of(this, w).Adjoint, x, shift, scale, accumulate, r, workers);
        if (s.Layout.Width == 1)
            pass.Run(new DenseAdjointKernel(InFeatures, shift is null ? x : default));
        else
            pass.Run(new DenseColumnsKernel(OutFeatures, OutBlocks, adjoint: true));
        GC.KeepAlive(w);
    }

    private int OutBlocks => (OutFeatures - 1) / TensorLayout.Lanes + 1;

    private void Run<TPass>(in TPass pass, in Tensor source, in Tensor destination)
        where TPass : struct, IRowPass
    {
        CheckColumns(source, destination);
        if (source.Layout.Width == 1)
            pass.Run(new DenseKernel(InFeatures));
        else
            pass.Run(new DenseColumnsKernel(InFeatures, OutBlocks, adjoint: false));
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
        if (!layout.SameShape(features, 1, 1, layout.Width))
            throw new ArgumentException($"The tensor is {layout} where vectors of {features} are needed.", name);
    }

    private static void CheckColumns(in Tensor source, in Tensor destination)
    {
        if (source.Layout.Width != destination.Layout.Width)
        {
            throw new ArgumentException(
                $"The layer maps {source.Layout.Width} vectors, but there is room for {destination.Layout.Width}.", nameof(destination));
        }
    }
}
