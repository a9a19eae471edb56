using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>Sums, or averages, over the windows of a pooling layer; padding counts as zeros.</summary>
internal readonly unsafe struct WindowSum(Tensor x, PoolGeometry geometry, TensorLayout output, bool average) : IGather
{
    /// <summary>Pixels added one after another before the partial sum is; keeps the rounding error of long windows small.</summary>
    private const int ChunkPixels = 32;

    private readonly Tensor _x = x;

    public long WorkPerFloat => Math.Max(1, _x.Layout.Length / output.Length);

    public void Read(int row, int start, int count, float* values)
    {
        PoolAxis width = geometry.Width;
        (int block, int depth, int height) = output.RowPosition(row);
        for (int i = 0; i < count; i++)
        {
            int w = start + i;
            var sum = Vector512<float>.Zero;
            for (int d = geometry.Depth.Start(depth); d < geometry.Depth.End(depth); d++)
            {
                for (int h = geometry.Height.Start(height); h < geometry.Height.End(height); h++)
                    sum += SumRun(_x.Pixel(block, d, h, width.Start(w)), width.End(w) - width.Start(w));
            }

            if (average)
                sum *= Vector512.Create(geometry.InverseDivisor(depth, height, w));
            sum.Store(values + (nint)i * TensorLayout.Lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> SumRun(float* pixels, int count)
    {
        var total = Vector512<float>.Zero;
        while (count > 0)
        {
            var partial = Vector512<float>.Zero;
            for (float* end = pixels + Math.Min(count, ChunkPixels) * TensorLayout.Lanes; pixels < end; pixels += TensorLayout.Lanes)
                partial += Vector512.Load(pixels);
            total += partial;
            count -= ChunkPixels;
        }

        return total;
    }
}
