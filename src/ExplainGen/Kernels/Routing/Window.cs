using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// Places the input at an offset inside the output, as a linear map: zero padding (the output is larger), cropping and
/// channel slices (offsets are negative or the output ends earlier), and the parts of a concatenation.
/// </summary>
public sealed unsafe class Window : ILinearMap
{
    private readonly int _channelOffset;
    private readonly int _depthOffset;
    private readonly int _heightOffset;
    private readonly int _widthOffset;
    private readonly bool _fill;

    /// <summary>Creates the map.</summary>
    /// <param name="channelOffset">The output channel of the input's first channel; may be negative.</param>
    /// <param name="depthOffset">The output's depth index of the input's first plane; may be negative.</param>
    /// <param name="heightOffset">The output's height index of the input's first row; may be negative.</param>
    /// <param name="widthOffset">The output's width index of the input's first pixel; may be negative.</param>
    /// <param name="fill">
    /// Whether <see cref="Forward"/> writes zeros around the input. If not it leaves what is there, so that the parts of a
    /// concatenation can be placed one after another.
    /// </param>
    public Window(int channelOffset = 0, int depthOffset = 0, int heightOffset = 0, int widthOffset = 0, bool fill = true)
    {
        _channelOffset = channelOffset;
        _depthOffset = depthOffset;
        _heightOffset = heightOffset;
        _widthOffset = widthOffset;
        _fill = fill;
    }

    /// <inheritdoc/>
    /// <remarks>Placing has no weights: the result is null.</remarks>
    public Filter? Pack(ReadOnlySpan<float> weight, WeightVariant variant, FilterUse use = FilterUse.Both) => null;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// A shape is wrong, or there is an addend, a bias or a nonlinearity although the surroundings are to be left alone.
    /// </exception>
    public void Forward(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, Activation activation, in Tensor y, Workers workers)
    {
        if (_fill)
        {
            RowKernel.Forward(Place(x, y, false), x, null, addend, bias, activation, y, workers);
            return;
        }

        if (!addend.IsNone || bias is not null || activation.Kind != ActivationKind.Identity)
            throw new ArgumentException("A window that leaves its surroundings alone only copies.");
        if (IsOfBlocks(x.Layout, y.Layout))
        {
            var copy = new BlockCopy(0, _channelOffset / TensorLayout.Lanes, x.Layout.Blocks);
            RowKernel.Run(copy, x, null, y, default(NoEpilogue), workers);
            return;
        }

        RowKernel.Run(Place(x, y, true), x, null, y, new Paste(this, x.Layout, y.Layout), workers);
    }

    /// <inheritdoc/>
    /// <remarks>Denominators around the input are zero whether <see cref="Forward"/> fills or not.</remarks>
    public void Quotient(
        in Tensor x, Filter? w, in Tensor addend, ChannelVector? bias, in Tensor relevance, Stabilizer stabilizer, float scale,
        in Tensor s, Workers workers, QuotientLoss? loss)
        => RowKernel.Quotient(Place(x, s, false), x, null, addend, bias, relevance, stabilizer, scale, s, workers, loss);

    /// <inheritdoc/>
    public void Redistribute(
        in Tensor s, Filter? w, in Tensor x, ChannelVector? shift, float scale, bool accumulate, in Tensor r, Workers workers)
    {
        if (x.IsNone && shift is null && scale == 1 && !accumulate && IsOfBlocks(r.Layout, s.Layout))
        {
            var copy = new BlockCopy(_channelOffset / TensorLayout.Lanes, 0, r.Layout.Blocks);
            RowKernel.Run(copy, s, null, r, default(NoEpilogue), workers);
            return;
        }

        var box = new ShiftedBox(s, r.Layout, -_channelOffset, -_depthOffset, -_heightOffset, -_widthOffset);
        RowKernel.Redistribute(new GatherKernel<ShiftedBox>(box), s, null, x, shift, scale, accumulate, r, workers);
    }

    /// <summary>Whether the part's blocks of channels are blocks of the whole, in planes of equal extents.</summary>
    private bool IsOfBlocks(TensorLayout part, TensorLayout whole)
    {
        int end = _channelOffset + part.Channels;
        return (_depthOffset | _heightOffset | _widthOffset) == 0
            && part.Depth == whole.Depth && part.Height == whole.Height && part.Width == whole.Width
            && _channelOffset >= 0 && _channelOffset % TensorLayout.Lanes == 0
            && (end == whole.Channels || (end < whole.Channels && end % TensorLayout.Lanes == 0));
    }

    private GatherKernel<ShiftedBox> Place(in Tensor x, in Tensor y, bool skipEmptyRows)
        => new(new ShiftedBox(x, y.Layout, _channelOffset, _depthOffset, _heightOffset, _widthOffset, skipEmptyRows));

    /// <summary>Stores what lies inside the input's box and nothing else.</summary>
    private readonly struct Paste(Window window, TensorLayout input, TensorLayout output) : IRowEpilogue
    {
        public void Run(float* acc, float* destination, int row, int start, int count)
        {
            (int block, int depth, int height) = output.RowPosition(row);
            if ((uint)(depth - window._depthOffset) >= (uint)input.Depth || (uint)(height - window._heightOffset) >= (uint)input.Height)
                return;
            int channel = window._channelOffset - block * TensorLayout.Lanes;
            if (channel >= TensorLayout.Lanes || channel + input.Channels <= 0)
                return;
            Vector512<float> inside = LaneMask.Range(channel, channel + input.Channels);
            int left = Math.Clamp(window._widthOffset - start, 0, count);
            int right = Math.Clamp(window._widthOffset + input.Width - start, 0, count);
            for (nint i = (nint)left * TensorLayout.Lanes; i < (nint)right * TensorLayout.Lanes; i += TensorLayout.Lanes)
                Vector512.ConditionalSelect(inside, Vector512.Load(acc + i), Vector512.Load(destination + i)).Store(destination + i);
        }
    }
}
