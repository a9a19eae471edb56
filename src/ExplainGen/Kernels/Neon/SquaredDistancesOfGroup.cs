using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>The squared distances of a group of inputs, for which the points are read once.</summary>
internal static unsafe partial class SquaredDistances
{
    /// <summary>Inputs of a register tile beside two vectors of points: more have no registers, and fewer wait for each other.</summary>
    private const int TileInputs = 6;

    /// <summary>Inputs of the tile for what does not fill whole ones.</summary>
    private const int SmallTileInputs = 4;

    /// <summary>Most inputs of a group.</summary>
    internal const int MostInputs = Columns.Most;

    /// <summary>squares_pj = Σ_i (x_pi - u_ij)² for each input p.</summary>
    /// <param name="points">The points.</param>
    /// <param name="x">The inputs side by side, <c>[features][stride]</c>; what stands beside them is read, but does not matter.</param>
    /// <param name="stride">Floats from a feature to the next one, the number of inputs rounded up to a multiple of 4 or more.</param>
    /// <param name="inputs">Number of inputs, 1 to <see cref="MostInputs"/>.</param>
    /// <param name="squares">Room for <c>[inputs][<see cref="PointSet.PaddedCount"/>]</c> floats.</param>
    internal static void ComputeGroup(PointSet points, float* x, int stride, int inputs, float* squares)
    {
        if (Vector512.IsHardwareAccelerated)
            ComputeGroup<LaneMath512, Vector512<float>>(points, x, stride, inputs, squares);
        else if (Vector256.IsHardwareAccelerated)
            ComputeGroup<LaneMath256, Vector256<float>>(points, x, stride, inputs, squares);
        else
            ComputeGroup<LaneMath128, Vector128<float>>(points, x, stride, inputs, squares);
        GC.KeepAlive(points);
    }

    /// <summary>The same with vectors of one width.</summary>
    [SkipLocalsInit]
    internal static void ComputeGroup<TMath, TVector>(PointSet points, float* x, int stride, int inputs, float* squares)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        float* sums = stackalloc float[TileInputs * 2 * Lanes], errors = stackalloc float[MostInputs * 2 * Lanes];
        int vectors = points.PaddedCount / TMath.Count, features = points.Features, row = points.PaddedCount;
        for (int vector = 0; vector < vectors; vector += 2)
        {
            // Only the widest vectors may be odd in number: the last one then stands for two.
            float* p0 = At<TMath, TVector>(points.Data, points.BlockLength, vector);
            float* p1 = At<TMath, TVector>(points.Data, points.BlockLength, Math.Min(vector + 1, vectors - 1));
            int length = Math.Min(2, vectors - vector) * TMath.Count;
            for (int first = 0; first < features; first += Chunk)
            {
                int end = Math.Min(features, first + Chunk);
                for (int input = 0, tile; input < inputs; input += tile)
                {
                    tile = TileOf(inputs - input);
                    int members = Math.Min(tile, inputs - input);
                    float* to = squares + (nint)input * row + (nint)vector * TMath.Count;
                    bool isDirect = first == 0 && members == tile && length == 2 * TMath.Count;
                    Accumulate<TMath, TVector>(
                        tile, p0, p1, x + input, stride, first, end, isDirect ? to : sums, isDirect ? row : 2 * TMath.Count);
                    if (isDirect)
                        continue;
                    for (int member = 0; member < members; member++, to += row)
                    {
                        float* sum = sums + member * 2 * TMath.Count, error = errors + (input + member) * 2 * Lanes;
                        for (int at = 0; at < length; at += TMath.Count)
                            KeepChunk<TMath, TVector>(TMath.Load(sum + at), to + at, error + at, first, end == features);
                    }
                }
            }
        }
    }

    /// <summary>The sums of a tile over some of the features, and the way from those of an input to those of the next one.</summary>
    private static void Accumulate<TMath, TVector>(
        int tile, float* p0, float* p1, float* x, nint stride, nint first, nint end, float* sums, nint row)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        if (tile == TileInputs)
            AccumulateSix<TMath, TVector>(p0, p1, x, stride, first, end, sums, row);
        else
            AccumulateFour<TMath, TVector>(p0, p1, x, stride, first, end, sums, row);
    }

    /// <summary>How many inputs the next tile has: two small ones are better than a large one and one that is almost empty.</summary>
    private static int TileOf(int left) => left is <= SmallTileInputs or 7 or 8 ? SmallTileInputs : TileInputs;

    /// <summary>The sums of two vectors of points and six inputs over some of the features.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AccumulateSix<TMath, TVector>(
        float* p0, float* p1, float* x, nint stride, nint first, nint end, float* sums, nint row)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        TVector a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default;
        TVector d0 = default, d1 = default, e0 = default, e1 = default, f0 = default, f1 = default;
        x += first * stride;
        for (nint at = first * Lanes, stop = end * Lanes; at < stop; at += Lanes, x += stride)
        {
            TVector u0 = TMath.Load(p0 + at), u1 = TMath.Load(p1 + at), input = TMath.Broadcast(x[0]);
            a0 = AddSquare<TMath, TVector>(input, u0, a0);
            a1 = AddSquare<TMath, TVector>(input, u1, a1);
            input = TMath.Broadcast(x[1]);
            b0 = AddSquare<TMath, TVector>(input, u0, b0);
            b1 = AddSquare<TMath, TVector>(input, u1, b1);
            input = TMath.Broadcast(x[2]);
            c0 = AddSquare<TMath, TVector>(input, u0, c0);
            c1 = AddSquare<TMath, TVector>(input, u1, c1);
            input = TMath.Broadcast(x[3]);
            d0 = AddSquare<TMath, TVector>(input, u0, d0);
            d1 = AddSquare<TMath, TVector>(input, u1, d1);
            input = TMath.Broadcast(x[4]);
            e0 = AddSquare<TMath, TVector>(input, u0, e0);
            e1 = AddSquare<TMath, TVector>(input, u1, e1);
            input = TMath.Broadcast(x[5]);
            f0 = AddSquare<TMath, TVector>(input, u0, f0);
            f1 = AddSquare<TMath, TVector>(input, u1, f1);
        }

        TMath.Store(a0, sums);
        TMath.Store(a1, sums + TMath.Count);
        TMath.Store(b0, sums + row);
        TMath.Store(b1, sums + row + TMath.Count);
        TMath.Store(c0, sums + 2 * row);
        TMath.Store(c1, sums + 2 * row + TMath.Count);
        TMath.Store(d0, sums + 3 * row);
        TMath.Store(d1, sums + 3 * row + TMath.Count);
        TMath.Store(e0, sums + 4 * row);
        TMath.Store(e1, sums + 4 * row + TMath.Count);
        TMath.Store(f0, sums + 5 * row);
        TMath.Store(f1, sums + 5 * row + TMath.Count);
    }

    /// <summary>The sums of two vectors of points and four inputs over some of the features.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AccumulateFour<TMath, TVector>(
        float* p0, float* p1, float* x, nint stride, nint first, nint end, float* sums, nint row)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        TVector a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        x += first * stride;
        for (nint at = first * Lanes, stop = end * Lanes; at < stop; at += Lanes, x += stride)
        {
            TVector u0 = TMath.Load(p0 + at), u1 = TMath.Load(p1 + at), input = TMath.Broadcast(x[0]);
            a0 = AddSquare<TMath, TVector>(input, u0, a0);
            a1 = AddSquare<TMath, TVector>(input, u1, a1);
            input = TMath.Broadcast(x[1]);
            b0 = AddSquare<TMath, TVector>(input, u0, b0);
            b1 = AddSquare<TMath, TVector>(input, u1, b1);
            input = TMath.Broadcast(x[2]);
            c0 = AddSquare<TMath, TVector>(input, u0, c0);
            c1 = AddSquare<TMath, TVector>(input, u1, c1);
            input = TMath.Broadcast(x[3]);
            d0 = AddSquare<TMath, TVector>(input, u0, d0);
            d1 = AddSquare<TMath, TVector>(input, u1, d1);
        }

        TMath.Store(a0, sums);
        TMath.Store(a1, sums + TMath.Count);
        TMath.Store(b0, sums + row);
        TMath.Store(b1, sums + row + TMath.Count);
        TMath.Store(c0, sums + 2 * row);
        TMath.Store(c1, sums + 2 * row + TMath.Count);
        TMath.Store(d0, sums + 3 * row);
        TMath.Store(d1, sums + 3 * row + TMath.Count);
    }
}
