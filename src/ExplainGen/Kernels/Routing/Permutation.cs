using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>The axes of a tensor in another order, as a linear map: every output element is one input element.</summary>
public sealed unsafe class Permutation : ILinearMap
{
    private readonly Axes _forward;
    private readonly Axes _backward;

    /// <summary>Creates the map. Axes are 0 for channels, 1 for depth, 2 for height and 3 for width.</summary>
    /// <param name="channels">The axis of the input that becomes the channels.</param>
    /// <param name="depth">The axis of the input that becomes the depth.</param>
    /// <param name="height">The axis of the input that becomes the height.</param>
    /// <param name="width">The axis of the input that becomes the width.</param>
    /// <exception cref="ArgumentException">An axis is missing, or there twice.</exception>
    public Permutation(int channels, int depth, int height, int width)
    {
        ReadOnlySpan<int> order = [channels, depth, height, width];
        Span<int> inverse = [-1, -1, -1, -1];
        for (int axis = 0; axis < order.Length; axis++)
        {
            if ((uint)order[axis] < (uint)inverse.Length)
                inverse[order[axis]] = axis;
        }

        if (inverse.Contains(-1))
            throw new ArgumentException($"Axes {channels}, {depth}, {height}, {width} are not each of 0 to 3 once.", nameof(channels));
        _forward = new Axes(channels, depth, height, width);
        _backward = new Axes(inverse[0], inverse[1], inverse[2], inverse[3]);
    }

    /// <inheritdoc/>
    /// <remarks>A permutation has no weights: the result is null.</remarks>
    public Filter? Pack(ReadOnlySpan<float> weight, WeightVariant variant, FilterUse use = FilterUse.Both) => null;

    /// <inheritdoc/>
    public void Forward(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, Activation activation, in Tensor y, Workers workers)
        => RowKernel.Forward(Elements(x, y, _forward), x, null, addend, bias, activation, y, workers);

    /// <inheritdoc/>
    public void Quotient(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, in Tensor relevance, Stabilizer stabilizer, float scale,
        in Tensor s, Workers workers, QuotientLoss? loss)
        => RowKernel.Quotient(Elements(x, s, _forward), x, null, addend, bias, relevance, stabilizer, scale, s, workers, loss);

    /// <inheritdoc/>
    public void Redistribute(
        in Tensor s, Filter? w, in Tensor x, ChannelVector? shift, float scale, bool accumulate, in Tensor r, Workers workers)
        => RowKernel.Redistribute(Elements(s, r, _backward), s, null, x, shift, scale, accumulate, r, workers);

    private static GatherKernel<Move> Elements(in Tensor source, in Tensor destination, Axes axes)
    {
        TensorLayout from = source.Layout, to = destination.Layout;
        if (!to.SameShape(Size(from, axes.Channels), Size(from, axes.Depth), Size(from, axes.Height), Size(from, axes.Width)))
        {
            throw new ArgumentException(
                $"{from} with its axes in the order {axes.Channels}, {axes.Depth}, {axes.Height}, {axes.Width} is not {to}.",
                nameof(destination));
        }

        return new GatherKernel<Move>(new Move(source, to, axes));
    }

    private static int Size(TensorLayout layout, int axis) => axis switch
    {
        0 => layout.Channels,
        1 => layout.Depth,
        2 => layout.Height,
        _ => layout.Width,
    };

    /// <summary>For each axis of the destination, the axis of the source that it is.</summary>
    private readonly record struct Axes(int Channels, int Depth, int Height, int Width);

    /// <summary>Reads runs along the destination's width.</summary>
    private readonly struct Move(Tensor source, TensorLayout destination, Axes axes) : IGather
    {
        private readonly Tensor _source = source;

        public long WorkPerFloat => 4;

        public void Read(int row, int start, int count, float* values)
        {
            (int block, int depth, int height) = destination.RowPosition(row);
            float* from = _source.Data + _source.Layout.Origin + Offset(axes.Depth, depth) + Offset(axes.Height, height);
            if (axes.Channels == 0)
            {
                ReadBlocks(from + Offset(0, block * TensorLayout.Lanes), start, count, values);
                return;
            }

            int lanes = destination.LanesOf(block);
            if (lanes < TensorLayout.Lanes)
                new Span<float>(values, count * TensorLayout.Lanes).Clear();
            for (int lane = 0; lane < lanes; lane++)
                ReadLane(from + Offset(axes.Channels, block * TensorLayout.Lanes + lane), start, count, values + lane);
        }

        // Channels stay channels: whole blocks move.
        private void ReadBlocks(float* from, int start, int count, float* values)
        {
            nint step = Offset(axes.Width, 1);
            from += start * step;
            for (int i = 0; i < count; i++, from += step, values += TensorLayout.Lanes)
                Vector512.Load(from).Store(values);
        }

        private void ReadLane(float* from, int start, int count, float* values)
        {
            if (axes.Width != 0)
            {
                nint step = Offset(axes.Width, 1);
                from += start * step;
                for (int i = 0; i < count; i++, from += step, values += TensorLayout.Lanes)
                    *values = *from;
                return;
            }

            for (int channel = start; channel < start + count; channel++, values += TensorLayout.Lanes)
                *values = from[Offset(0, channel)];
        }

        /// <summary>How far an index along an axis of the source leads.</summary>
        private nint Offset(int axis, int index) => axis switch
        {
            0 => index / TensorLayout.Lanes * (nint)_source.Layout.BlockStride + index % TensorLayout.Lanes,
            1 => index * (nint)_source.Layout.PlaneStride,
            2 => index * (nint)_source.Layout.RowStride,
            _ => index * (nint)TensorLayout.Lanes,
        };
    }
}
