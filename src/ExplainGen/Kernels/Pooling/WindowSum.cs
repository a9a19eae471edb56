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
            Vector512<float>.Zero.Store(values + (nint)i * TensorLayout.Lanes);
        for (int d = geometry.Depth.Start(depth); d < geometry.Depth.End(depth); d++)
        {
            for (int h = geometry.Height.Start(height); h < geometry.Height.End(height); h++)
            {
                float* pixels = _x.Pixel(block, d, h, 0);
                for (int i = 0; i < count; i++)
                {
                    int first = width.Start(start + i);
                    float* value = values + (nint)i * TensorLayout.Lanes;
                    Vector512<float> sum = SumRun(pixels + (nint)first * TensorLayout.Lanes, width.End(start + i) - first);
                    (Vector512.Load(value) + sum).Store(value);
                }
            }
        }

        if (!average)
            return;
        int plane = geometry.PlaneDivisor(depth, height);
        for (int i = 0; i < count; i++)
        {
            float* value = values + (nint)i * TensorLayout.Lanes;
            (Vector512.Load(value) * Vector512.Create(geometry.InverseDivisor(plane, start + i))).Store(value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> SumRun(float* pixels, int count)
    {
        float* end = pixels + (nint)Math.Min(count, ChunkPixels) * TensorLayout.Lanes;
        var sum = Vector512<float>.Zero;
        for (; pixels < end; pixels += TensorLayout.Lanes)
            sum += Vector512.Load(pixels);
        return count <= ChunkPixels ? sum : sum + SumLongRun(pixels, count - ChunkPixels);
    }

    private static Vector512<float> SumLongRun(float* pixels, int count)
    {
        var total = Vector512<float>.Zero;
        for (; count > 0; count -= ChunkPixels, pixels += ChunkPixels * TensorLayout.Lanes)
        {
            var partial = Vector512<float>.Zero;
            for (int i = 0; i < Math.Min(count, ChunkPixels) * TensorLayout.Lanes; i += TensorLayout.Lanes)
                partial += Vector512.Load(pixels + i);
            total += partial;
        }

        return total;
    }
}
