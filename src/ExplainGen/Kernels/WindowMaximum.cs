using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>Maxima over the windows of a pooling layer. Padding takes no part; a window of padding alone gives zero.</summary>
internal readonly unsafe struct WindowMaximum(Tensor x, PoolGeometry geometry, TensorLayout output) : IGather
{
    private readonly Tensor _x = x;

    public long WorkPerFloat => Math.Max(1, _x.Layout.Length / output.Length);

    public void Read(int row, int start, int count, float* values)
    {
        PoolAxis width = geometry.Width;
        (int block, int depth, int height) = output.RowPosition(row);
        for (int i = 0; i < count; i++)
            Vector512.Create(float.NegativeInfinity).Store(values + (nint)i * TensorLayout.Lanes);
        for (int d = geometry.Depth.Start(depth); d < geometry.Depth.End(depth); d++)
        {
            for (int h = geometry.Height.Start(height); h < geometry.Height.End(height); h++)
            {
                float* pixels = _x.Pixel(block, d, h, 0);
                for (int i = 0; i < count; i++)
                {
                    float* value = values + (nint)i * TensorLayout.Lanes;
                    Vector512<float> maximum = Vector512.Load(value);
                    float* end = pixels + (nint)width.End(start + i) * TensorLayout.Lanes;
                    for (float* p = pixels + (nint)width.Start(start + i) * TensorLayout.Lanes; p < end; p += TensorLayout.Lanes)
                        maximum = Vector512.Max(maximum, Vector512.Load(p));
                    maximum.Store(value);
                }
            }
        }

        for (int i = 0; i < count; i++)
        {
            if (geometry.IsEmpty(depth, height, start + i))
                Vector512<float>.Zero.Store(values + (nint)i * TensorLayout.Lanes);
        }
    }
}
