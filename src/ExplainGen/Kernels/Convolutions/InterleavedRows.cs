using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The source rows that a row of destination pixels reads, copied from 16 lanes a pixel to <c>[width with padding][channels]</c>. As
/// destination rows follow each other, each source row is copied once and kept while it is in reach.
/// </summary>
internal unsafe ref struct InterleavedRows
{
    private readonly ConvolutionGather _gather;
    private readonly Tensor _source;
    private readonly float* _rows;
    private readonly int _channels;

    /// <summary>Pixels of a copy.</summary>
    private readonly int _extent;

    /// <summary>Floats from a copy to the next.</summary>
    private readonly nint _stride;

    /// <summary>The first height that has not been copied.</summary>
    private int _next;

    /// <summary>Takes the calling thread's scratch memory for the copies.</summary>
    internal InterleavedRows(ConvolutionGather gather, in Tensor source)
    {
        _gather = gather;
        _source = source;
        _channels = gather.SourceChannels;
        AxisTaps width = gather.Width;
        _extent = (width.Destination - 1) * width.Step + width.Kernel;

        // Behind a copy there is room for the lanes beyond the channels of its last pixel.
        _stride = (nint)(_extent * _channels / TensorLayout.Lanes + 2) * TensorLayout.Lanes;
        _rows = ThreadScratch.Get(gather.Height.Span * _stride);
        Step = (nint)width.Direction * width.Step * _channels;
    }

    /// <summary>Floats from what a destination pixel reads to what the next one reads.</summary>
    internal nint Step { get; }

    /// <summary>What destination pixel 0 reads of a row, in the order of the kernel's taps.</summary>
    internal readonly float* Row(int height) => Copy(height) + (Step > 0 ? 0 : (nint)(_extent - _gather.Width.Kernel) * _channels);

    /// <summary>Copies what a destination row reads and the one before it did not.</summary>
    internal void MoveTo(int height)
    {
        int low = height * _gather.Height.Step + _gather.Height.LowestOffset;
        int end = Math.Min(low + _gather.Height.Span, _gather.Height.Source);
        for (_next = Math.Max(_next, low); _next < end; _next++)
            Fill(Copy(_next), _source.Pixel(0, 0, _next, 0));
    }

    private readonly float* Copy(int height) => _rows + height % _gather.Height.Span * _stride;

    /// <summary>
    /// Copies a row, turned around where taps run against the source. Whole vectors are written, so that lanes beyond the channels are
    /// overwritten by the pixel behind.
    /// </summary>
    private readonly void Fill(float* to, float* row)
    {
        int low = _gather.Width.LowestOffset, direction = _gather.Width.Direction;
        int begin = Math.Clamp(low, 0, _gather.Width.Source), end = Math.Clamp(low + _extent, begin, _gather.Width.Source);
        int before = begin == end ? _extent : direction > 0 ? begin - low : low + _extent - end;
        new Span<float>(to, before * _channels).Clear();
        float* at = to + (nint)before * _channels;
        float* from = row + (nint)(direction > 0 ? begin : end - 1) * TensorLayout.Lanes;
        nint step = direction * TensorLayout.Lanes;
        if (_channels <= Vector128<float>.Count)
        {
            for (int i = begin; i < end; i++, at += _channels, from += step)
                Vector128.Load(from).Store(at);
        }
        else if (_channels <= Vector256<float>.Count)
        {
            for (int i = begin; i < end; i++, at += _channels, from += step)
                Vector256.Load(from).Store(at);
        }
        else
        {
            for (int i = begin; i < end; i++, at += _channels, from += step)
                Vector512.Load(from).Store(at);
        }

        new Span<float>(at, (_extent - before - end + begin) * _channels).Clear();
    }
}
