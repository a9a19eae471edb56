namespace ExplainGen.Kernels;

/// <summary>How many inputs each output of a linear layer sees: in-bounds taps times the input channels of a group.</summary>
internal sealed class FlatCounts
{
    private readonly int[] _depth;
    private readonly int[] _height;
    private readonly int[] _width;
    private readonly int _inputsPerGroup;

    internal FlatCounts(ConvolutionGather forward, int inputsPerGroup)
    {
        _depth = Count(forward.Depth);
        _height = Count(forward.Height);
        _width = Count(forward.Width);
        _inputsPerGroup = inputsPerGroup;

        static int[] Count(AxisTaps axis)
        {
            var counts = new int[axis.Destination];
            for (int i = 0; i < counts.Length; i++)
                counts[i] = axis.CountInside(i);
            return counts;
        }
    }

    /// <summary>The count at an output pixel.</summary>
    internal float At(int depth, int height, int width) => (float)((long)_depth[depth] * _height[height] * _width[width] * _inputsPerGroup);

    /// <summary>The root mean square of the counts over all outputs, for stabilizers scaled by it.</summary>
    internal double RootMeanSquare() =>
        Math.Sqrt(MeanSquare(_depth) * MeanSquare(_height) * MeanSquare(_width)) * _inputsPerGroup;

    private static double MeanSquare(int[] counts)
    {
        double sum = 0;
        foreach (int count in counts)
            sum += (double)count * count;
        return sum / counts.Length;
    }
}
