using System.Runtime.InteropServices;

namespace ExplainGen.Kernels;

/// <summary>
/// Keeps halos zero. Buffers are reused between tensors of different layouts, so every kernel clears the halo of what it
/// writes, through this one helper.
/// </summary>
internal static unsafe class Halo
{
    /// <summary>Zeroes the halo of <paramref name="t"/>; the interior is left alone.</summary>
    internal static void Clear(in Tensor t)
    {
        TensorLayout layout = t.Layout;
        if (!layout.HasHalo)
            return;
        nint planes = layout.HaloDepth * layout.PlaneStride;
        nint rows = layout.HaloHeight * layout.RowStride;
        nint pixels = (nint)layout.HaloWidth * TensorLayout.Lanes;
        for (int block = 0; block < layout.Blocks; block++)
        {
            float* first = t.Data + block * layout.BlockStride;
            Zero(first, planes);
            Zero(first + layout.BlockStride - planes, planes);
            for (int depth = 0; depth < layout.Depth; depth++)
            {
                float* plane = first + planes + depth * layout.PlaneStride;
                Zero(plane, rows);
                Zero(plane + layout.PlaneStride - rows, rows);
                if (pixels == 0)
                    continue;
                for (int height = 0; height < layout.Height; height++)
                {
                    float* row = plane + rows + height * layout.RowStride;
                    Zero(row, pixels);
                    Zero(row + layout.RowStride - pixels, pixels);
                }
            }
        }
    }

    private static void Zero(float* p, nint floats)
    {
        if (floats != 0)
            NativeMemory.Clear(p, (nuint)floats * sizeof(float));
    }
}
