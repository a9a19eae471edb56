using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>The adjoint of averaging over windows: every input collects its share of the windows that hold it.</summary>
internal readonly unsafe struct WindowSpread(
    Tensor s, PoolGeometry geometry, PoolCoverage depthCoverage, PoolCoverage heightCoverage, PoolCoverage widthCoverage,
    TensorLayout input) : IGather
{
    private readonly Tensor _s = s;

    public long WorkPerFloat => Math.Max(1, _s.Layout.Length / input.Length);

    public void Read(int row, int start, int count, float* values)
    {
        (int block, int depth, int height) = input.RowPosition(row);
        for (int i = 0; i < count; i++)
            Vector512<float>.Zero.Store(values + (nint)i * TensorLayout.Lanes);

        // Outputs in ascending order, whatever the run: each input's sum has one order.
        for (int d = depthCoverage.First(depth); d < depthCoverage.End(depth); d++)
        {
            if (!Holds(geometry.Depth, d, depth))
                continue;
            for (int h = heightCoverage.First(height); h < heightCoverage.End(height); h++)
            {
                if (Holds(geometry.Height, h, height))
                    SpreadRow(block, d, h, start, count, values);
            }
        }
    }

    private void SpreadRow(int block, int depth, int height, int start, int count, float* values)
    {
        PoolAxis width = geometry.Width;
        float* row = _s.Pixel(block, depth, height, 0);
        int end = start + count;
        int plane = geometry.PlaneDivisor(depth, height);
        for (int w = widthCoverage.First(start); w < widthCoverage.End(end - 1); w++)
        {
            Vector512<float> share = Vector512.Load(row + (nint)w * TensorLayout.Lanes)
                * Vector512.Create(geometry.InverseDivisor(plane, w));
            float* p = values + (nint)(Math.Max(width.Start(w), start) - start) * TensorLayout.Lanes;
            float* last = values + (nint)(Math.Min(width.End(w), end) - start) * TensorLayout.Lanes;
            for (; p < last; p += TensorLayout.Lanes)
                (Vector512.Load(p) + share).Store(p);
        }
    }

    private static bool Holds(PoolAxis axis, int output, int input) => axis.Start(output) <= input && input < axis.End(output);
}
