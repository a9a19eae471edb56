namespace ExplainGen.Kernels;

/// <summary>
/// The pairs of pixels of a convolution of one tap: each reads one source pixel for one destination pixel. Where source and destination
/// differ in size, the grid is the smaller one and the other is visited in steps.
/// </summary>
internal readonly unsafe struct PixelGrid(ConvolutionGather gather)
{
    private readonly AxisTaps _depth = gather.Depth;
    private readonly AxisTaps _height = gather.Height;
    private readonly AxisTaps _width = gather.Width;

    /// <summary>Pixels of a row.</summary>
    internal int Width => _width.Pairs;

    /// <summary>Number of pixels.</summary>
    internal int Pixels => _depth.Pairs * _height.Pairs * _width.Pairs;

    /// <summary>Whether every destination pixel is one of the grid.</summary>
    internal bool FillsDestination => (_depth.Period | _height.Period | _width.Period) == 1;

    /// <summary>Whether the pixels of a source without halo lie one behind the other.</summary>
    internal bool IsContiguous =>
        (_depth.Step | _height.Step | _width.Step) == 1 && Pixels == _depth.Source * _height.Source * _width.Source;

    /// <summary>The source of a pixel in block 0.</summary>
    internal float* SourceOf(in Tensor source, int pixel)
    {
        int row = pixel / Width;
        int plane = row / _height.Pairs;
        return source.Pixel(0, plane * _depth.Step, (row - plane * _height.Pairs) * _height.Step, (pixel - row * Width) * _width.Step);
    }

    /// <summary>Destination columns from one pixel to the next.</summary>
    internal int Period => _width.Period;

    /// <summary>The destination planes of a row of the grid; the first has its pixels.</summary>
    internal (int Begin, int End) DepthsOf(int row) => Owned(_depth, row / _height.Pairs, 1);

    /// <summary>The destination rows of a row of the grid; the first has its pixels.</summary>
    internal (int Begin, int End) HeightsOf(int row) => Owned(_height, row % _height.Pairs, 1);

    /// <summary>The destination columns of some pixels of a row; the first of each is its own.</summary>
    internal (int Begin, int End) ColumnsOf(int start, int count) => Owned(_width, start, count);

    // What lies beyond the last pixel belongs to it.
    private static (int Begin, int End) Owned(AxisTaps axis, int first, int count) =>
        (first * axis.Period, first + count == axis.Pairs ? axis.Destination : (first + count) * axis.Period);
}
