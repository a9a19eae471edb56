using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// A row-major reshape as a linear map: element number n of the input, channels slowest and width fastest, becomes element
/// number n of the output. Flattening is the case of an output that is a vector; equal shapes make it a copy.
/// </summary>
public sealed unsafe class Relayout : ILinearMap
{
    /// <inheritdoc/>
    /// <remarks>Reshaping has no weights: the result is null.</remarks>
    public Filter? Pack(ReadOnlySpan<float> weight, WeightVariant variant) => null;

    /// <inheritdoc/>
    public void Forward(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, Activation activation, in Tensor y, Workers workers)
        => RowKernel.Forward(Reshaped(x, y), x, null, addend, bias, activation, y, workers);

    /// <inheritdoc/>
    public void Quotient(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, in Tensor relevance, Stabilizer stabilizer, float scale,
        in Tensor s, Workers workers, QuotientLoss? loss)
        => RowKernel.Quotient(Reshaped(x, s), x, null, addend, bias, relevance, stabilizer, scale, s, workers, loss);

    /// <inheritdoc/>
    public void Redistribute(
        in Tensor s, Filter? w, in Tensor x, ChannelVector? shift, float scale, bool accumulate, in Tensor r, Workers workers)
        => RowKernel.Redistribute(Reshaped(s, r), s, null, x, shift, scale, accumulate, r, workers);

    private static GatherKernel<Reshape> Reshaped(in Tensor source, in Tensor destination)
    {
        if (source.Layout.Count != destination.Layout.Count)
        {
            throw new ArgumentException(
                $"{source.Layout} has {source.Layout.Count} elements, {destination.Layout} has {destination.Layout.Count}.", nameof(destination));
        }

        return new GatherKernel<Reshape>(new Reshape(source, destination.Layout));
    }

    private readonly struct Reshape(Tensor source, TensorLayout destination) : IGather
    {
        private readonly Tensor _source = source;
        private readonly Walk _lane = new(source.Layout, destination.Depth * destination.Height * destination.Width);

        public long WorkPerFloat => 4;

        public void Read(int row, int start, int count, float* values)
        {
            (int block, int depth, int height) = destination.RowPosition(row);
            int lanes = destination.LanesOf(block);
            if (lanes < TensorLayout.Lanes)
            {
                for (int i = 0; i < count; i++)
                    Vector512<float>.Zero.Store(values + (nint)i * TensorLayout.Lanes);
            }

            int first = ((block * TensorLayout.Lanes * destination.Depth + depth) * destination.Height + height) * destination.Width + start;
            var position = new Walk(_source.Layout, first);
            for (int lane = 0; lane < lanes; lane++)
            {
                Walk pixel = position;
                for (int i = 0; i < count; i++)
                {
                    values[(nint)i * TensorLayout.Lanes + lane] = _source.Data[pixel.Offset(_source.Layout)];
                    pixel.MoveOne(_source.Layout);
                }

                position.Move(_lane, _source.Layout);
            }
        }
    }

    /// <summary>
    /// A row-major element number of a tensor in the mixed radix of its extents. Adding in that radix carries instead of
    /// dividing, which is what makes a reshape cheap.
    /// </summary>
    private struct Walk
    {
        private int _channel;
        private int _depth;
        private int _height;
        private int _width;

        internal Walk(TensorLayout layout, int number)
        {
            (number, _width) = Math.DivRem(number, layout.Width);
            (number, _height) = Math.DivRem(number, layout.Height);
            (_channel, _depth) = Math.DivRem(number, layout.Depth);
        }

        internal readonly nint Offset(TensorLayout layout)
            => layout.Origin + (_channel >> 4) * layout.BlockStride + _depth * layout.PlaneStride + _height * layout.RowStride
                + _width * TensorLayout.Lanes + (_channel & (TensorLayout.Lanes - 1));

        internal void Move(in Walk step, TensorLayout layout)
        {
            _width += step._width;
            _height += step._height + Carry(ref _width, layout.Width);
            _depth += step._depth + Carry(ref _height, layout.Height);
            _channel += step._channel + Carry(ref _depth, layout.Depth);
        }

        internal void MoveOne(TensorLayout layout)
        {
            _width++;
            _height += Carry(ref _width, layout.Width);
            _depth += Carry(ref _height, layout.Height);
            _channel += Carry(ref _depth, layout.Depth);
        }

        private static int Carry(ref int digit, int radix)
        {
            if (digit < radix)
                return 0;
            digit -= radix;
            return 1;
        }
    }
}
