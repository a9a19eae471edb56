namespace ExplainGen.Kernels;

/// <summary>
/// A row-major reshape as a linear map: element number n of the input, channels slowest and width fastest, becomes element
/// number n of the output. Flattening is the case of an output that is a vector; equal shapes make it a copy.
/// </summary>
public sealed unsafe class Relayout : ILinearMap
{
    /// <inheritdoc/>
    /// <remarks>Reshaping has no weights: the result is null.</remarks>
    public Filter? Pack(ReadOnlySpan<float> weight, WeightVariant variant, FilterUse use = FilterUse.Both) => null;

    /// <inheritdoc/>
    public void Forward(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, Activation activation, in Tensor y, Workers workers)
    {
        Check(x, y);
        RowKernel.CheckShape(addend, y, nameof(addend));
        RowView view = View(bias is null, y, addend);
        RowKernel.Forward(Elements(x, y), x, null, view[addend], bias, activation, view[y], workers);
    }

    /// <inheritdoc/>
    public void Quotient(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, in Tensor relevance, Stabilizer stabilizer, float scale,
        in Tensor s, Workers workers, QuotientLoss? loss)
    {
        Check(x, s);
        RowKernel.Quotient(Elements(x, s), x, null, addend, bias, relevance, stabilizer, scale, s, workers, loss);
    }

    /// <inheritdoc/>
    public void Redistribute(
        in Tensor s, Filter? w, in Tensor x, ChannelVector? shift, float scale, bool accumulate, in Tensor r, Workers workers)
    {
        Check(s, r);
        RowKernel.CheckShape(x, r, nameof(x));
        RowView view = View(shift is null, r, x);
        RowKernel.Redistribute(Elements(s, r), s, null, view[x], shift, scale, accumulate, view[r], workers);
    }

    /// <summary>Vectors are walked as one row where that is possible, since a row of theirs is a single pixel.</summary>
    private static RowView View(bool mayMerge, in Tensor destination, in Tensor other)
        => mayMerge && IsVector(destination.Layout) ? new RowView(destination, other) : RowView.RowByRow(destination);

    private static bool IsVector(TensorLayout layout) => layout.Count == layout.Channels;

    private static void Check(in Tensor source, in Tensor destination)
    {
        if (source.Layout.Count != destination.Layout.Count)
        {
            throw new ArgumentException(
                $"{source.Layout} has {source.Layout.Count} elements, {destination.Layout} has {destination.Layout.Count}.",
                nameof(destination));
        }
    }

    private static GatherKernel<Reshape> Elements(in Tensor source, in Tensor destination)
        => new(new Reshape(source, destination.Layout));

    /// <summary>Reads runs of elements in row-major order of either side.</summary>
    private readonly struct Reshape(Tensor source, TensorLayout destination) : IGather
    {
        private readonly Tensor _source = source;

        public long WorkPerFloat => 4;

        public void Read(int row, int start, int count, float* values)
        {
            if (IsVector(destination))
            {
                // Blocks are rows of their own, or pixels of the one row: either way their elements follow one another.
                int firstLane = (row + start) * TensorLayout.Lanes;
                int elements = Math.Min(count * TensorLayout.Lanes, destination.Channels - firstLane);
                Copy(firstLane, elements, values, 1);
                new Span<float>(values + elements, count * TensorLayout.Lanes - elements).Clear();
                return;
            }

            (int block, int depth, int height) = destination.RowPosition(row);
            int lanes = destination.LanesOf(block);
            if (lanes < TensorLayout.Lanes)
                new Span<float>(values, count * TensorLayout.Lanes).Clear();
            int channel = block * TensorLayout.Lanes;
            for (int lane = 0; lane < lanes; lane++)
            {
                int first = (((channel + lane) * destination.Depth + depth) * destination.Height + height) * destination.Width + start;
                Copy(first, count, values + lane, TensorLayout.Lanes);
            }
        }

        /// <summary>Copies elements that follow one another in row-major order, run by run as the source holds them.</summary>
        private void Copy(int first, int count, float* values, nint step)
        {
            TensorLayout layout = _source.Layout;
            bool isVector = IsVector(layout);
            int channel = first, depth = 0, height = 0, width = 0;
            if (!isVector)
            {
                (channel, width) = Math.DivRem(channel, layout.Width);
                (channel, height) = Math.DivRem(channel, layout.Height);
                (channel, depth) = Math.DivRem(channel, layout.Depth);
            }

            while (true)
            {
                // A run: along the row of an image, or along the lanes of a block of a vector.
                int lane = channel % TensorLayout.Lanes;
                float* p = _source.Pixel(channel / TensorLayout.Lanes, depth, height, width) + lane;
                nint sourceStep = isVector ? 1 : TensorLayout.Lanes;
                int run = Math.Min(count, isVector ? TensorLayout.Lanes - lane : layout.Width - width);
                for (int i = 0; i < run; i++, p += sourceStep, values += step)
                    *values = *p;
                count -= run;
                if (count == 0)
                    return;

                width = 0;
                if (isVector)
                    channel += run;
                else if (++height == layout.Height)
                    (height, depth) = (0, depth + 1);
                if (depth == layout.Depth)
                    (depth, channel) = (0, channel + 1);
            }
        }
    }
}
