using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// F(4x4, 3x3), four times fewer products, with the points 0, ±3/4, ±3/2 and infinity: their powers are exact in single precision, and
/// the error is half of that of the customary 0, ±1, ±2 (about twice that of a sum of one product after another).
/// </summary>
internal readonly unsafe struct Winograd4 : IWinogradForm
{
    private const float A = 0.75f;
    private const float B = 1.5f;

    public static int Outputs => 4;

    public static double G(int row, int column)
    {
        const double a2 = (double)A * A, b2 = (double)B * B;
        double point = row switch { 1 => A, 2 => -A, 3 => B, 4 => -B, _ => 0 };
        return row switch
        {
            0 => column == 0 ? 1 / (a2 * b2) : 0,
            5 => column == 2 ? 1 : 0,
            _ => Math.Pow(point, column) / (2 * point * point * (row < 3 ? a2 - b2 : b2 - a2)),
        };
    }

    public static void TransformInput(float* d, nint from, float* v, nint to)
    {
        Vector512<float> d1 = Vector512.Load(d + from), d2 = Vector512.Load(d + 2 * from);
        Vector512<float> d3 = Vector512.Load(d + 3 * from), d4 = Vector512.Load(d + 4 * from);
        Vector512<float> ends = Vector512.Create(A * A * B * B), middle = Vector512.Create(-(A * A + B * B));
        Vector512<float> first = MultiplyAdd(Vector512.Load(d), ends, MultiplyAdd(d2, middle, d4));
        Vector512<float> last = MultiplyAdd(d1, ends, MultiplyAdd(d3, middle, Vector512.Load(d + 5 * from)));
        Vector512<float> even = MultiplyAdd(d2, Vector512.Create(-B * B), d4);
        Vector512<float> odd = MultiplyAdd(d1, Vector512.Create(-A * B * B), d3 * Vector512.Create(A));
        Vector512<float> farEven = MultiplyAdd(d2, Vector512.Create(-A * A), d4);
        Vector512<float> farOdd = MultiplyAdd(d1, Vector512.Create(-A * A * B), d3 * Vector512.Create(B));
        first.Store(v);
        (even + odd).Store(v + to);
        (even - odd).Store(v + 2 * to);
        (farEven + farOdd).Store(v + 3 * to);
        (farEven - farOdd).Store(v + 4 * to);
        last.Store(v + 5 * to);
    }

    public static void TransformOutput(float* products, nint from, float* y, nint to)
    {
        Vector512<float> p1 = Vector512.Load(products + from), p2 = Vector512.Load(products + 2 * from);
        Vector512<float> p3 = Vector512.Load(products + 3 * from), p4 = Vector512.Load(products + 4 * from);
        Vector512<float> near = p1 + p2, nearOdd = p1 - p2, far = p3 + p4, farOdd = p3 - p4;
        (Vector512.Load(products) + (near + far)).Store(y);
        MultiplyAdd(nearOdd, Vector512.Create(A), farOdd * Vector512.Create(B)).Store(y + to);
        MultiplyAdd(near, Vector512.Create(A * A), far * Vector512.Create(B * B)).Store(y + 2 * to);
        Vector512<float> cubes = MultiplyAdd(nearOdd, Vector512.Create(A * A * A), farOdd * Vector512.Create(B * B * B));
        (Vector512.Load(products + 5 * from) + cubes).Store(y + 3 * to);
    }

    private static Vector512<float> MultiplyAdd(Vector512<float> x, Vector512<float> y, Vector512<float> z) =>
        Vector512.MultiplyAddEstimate(x, y, z);
}
