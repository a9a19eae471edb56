using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// F(2x2, 3x3), with the points 0, 1, -1 and infinity: 2.25 times fewer products, and errors below those of a sum of one product after another.
/// </summary>
internal readonly unsafe struct Winograd2 : IWinogradForm
{
    public static int Outputs => 2;

    public static double G(int row, int column) => row switch
    {
        0 => column == 0 ? 1 : 0,
        1 => 0.5,
        2 => column == 1 ? -0.5 : 0.5,
        _ => column == 2 ? 1 : 0,
    };

    public static void TransformInput(float* d, nint from, float* v, nint to)
    {
        Vector512<float> d0 = Vector512.Load(d), d1 = Vector512.Load(d + from);
        Vector512<float> d2 = Vector512.Load(d + 2 * from), d3 = Vector512.Load(d + 3 * from);
        (d0 - d2).Store(v);
        (d1 + d2).Store(v + to);
        (d2 - d1).Store(v + 2 * to);
        (d3 - d1).Store(v + 3 * to);
    }

    public static void TransformOutput(float* products, nint from, float* y, nint to)
    {
        Vector512<float> p0 = Vector512.Load(products), p1 = Vector512.Load(products + from);
        Vector512<float> p2 = Vector512.Load(products + 2 * from), p3 = Vector512.Load(products + 3 * from);
        (p0 + (p1 + p2)).Store(y);
        (p3 + (p1 - p2)).Store(y + to);
    }
}
