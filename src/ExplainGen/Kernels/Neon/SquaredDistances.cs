using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The squared Euclidean distances of an input to all points of a set, by differences: the sums of squares of norms and products would be
/// faster on paper, but have no digits left near the points.
/// </summary>
/// <remarks>
/// The sum of a point is accumulated in single precision over chunks of 32 features; chunks are added by the two-sum of Knuth (TAOCP 2,
/// 4.2.2), whose errors are carried along. So a distance has a relative error of some 1e-7, whatever the number of features, and the same
/// bits whether its input is alone or in a group.
/// </remarks>
internal static unsafe partial class SquaredDistances
{
    /// <summary>Features over which sums are kept in registers.</summary>
    private const int Chunk = 32;

    /// <summary>Vectors of points of a register tile.</summary>
    private const int Tile = 8;

    private const int Lanes = PointSet.Lanes;

    /// <summary>squares_j = Σ_i (x_i - u_ij)².</summary>
    /// <param name="points">The points.</param>
    /// <param name="x">The input, as many floats as the points have features.</param>
    /// <param name="squares">Room for <see cref="PointSet.PaddedCount"/> floats; those behind the last point repeat it.</param>
    internal static void Compute(PointSet points, float* x, float* squares)
    {
        if (Vector512.IsHardwareAccelerated)
            Compute<LaneMath512, Vector512<float>>(points, x, squares);
        else if (Vector256.IsHardwareAccelerated)
            Compute<LaneMath256, Vector256<float>>(points, x, squares);
        else
            Compute<LaneMath128, Vector128<float>>(points, x, squares);
        GC.KeepAlive(points);
    }

    /// <summary>The same with vectors of one width.</summary>
    internal static void Compute<TMath, TVector>(PointSet points, float* x, float* squares)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        // The last tile begins before the end of the one before it, and one that has less to do repeats the last vector.
        int vectors = points.PaddedCount / TMath.Count;
        for (int vector = 0; vector < vectors; vector += Tile)
            ComputeTile<TMath, TVector>(points, x, squares, Math.Max(0, Math.Min(vector, vectors - Tile)), vectors - 1);
    }

    /// <summary>The squares of a tile of vectors from a first one on; the last one there is may come before its end.</summary>
    [SkipLocalsInit]
    private static void ComputeTile<TMath, TVector>(PointSet points, float* x, float* squares, int vector, int last)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        float** tile = stackalloc float*[Tile];
        for (int member = 0; member < Tile; member++)
            tile[member] = At<TMath, TVector>(points.Data, points.BlockLength, Math.Min(vector + member, last));
        float* sums = stackalloc float[Tile * Lanes], errors = stackalloc float[Tile * Lanes];
        int features = points.Features, members = Math.Min(Tile, last + 1 - vector);
        squares += (nint)vector * TMath.Count;
        for (int first = 0; first < features; first += Chunk)
        {
            int end = Math.Min(features, first + Chunk);
            Accumulate<TMath, TVector>(tile, x, first, end, sums);
            for (int at = 0; at < members * TMath.Count; at += TMath.Count)
                KeepChunk<TMath, TVector>(TMath.Load(sums + at), squares + at, errors + at, first, end == features);
        }
    }

    /// <summary>The sums of eight vectors over some of the features.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Accumulate<TMath, TVector>(float** tile, float* x, nint first, nint end, float* sums)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        float* p0 = tile[0], p1 = tile[1], p2 = tile[2], p3 = tile[3], p4 = tile[4], p5 = tile[5], p6 = tile[6], p7 = tile[7];
        TVector s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        for (nint i = first; i < end; i++)
        {
            TVector input = TMath.Broadcast(x[i]);
            s0 = AddSquare<TMath, TVector>(input, TMath.Load(p0 + i * Lanes), s0);
            s1 = AddSquare<TMath, TVector>(input, TMath.Load(p1 + i * Lanes), s1);
            s2 = AddSquare<TMath, TVector>(input, TMath.Load(p2 + i * Lanes), s2);
            s3 = AddSquare<TMath, TVector>(input, TMath.Load(p3 + i * Lanes), s3);
            s4 = AddSquare<TMath, TVector>(input, TMath.Load(p4 + i * Lanes), s4);
            s5 = AddSquare<TMath, TVector>(input, TMath.Load(p5 + i * Lanes), s5);
            s6 = AddSquare<TMath, TVector>(input, TMath.Load(p6 + i * Lanes), s6);
            s7 = AddSquare<TMath, TVector>(input, TMath.Load(p7 + i * Lanes), s7);
        }

        TMath.Store(s0, sums);
        TMath.Store(s1, sums + TMath.Count);
        TMath.Store(s2, sums + 2 * TMath.Count);
        TMath.Store(s3, sums + 3 * TMath.Count);
        TMath.Store(s4, sums + 4 * TMath.Count);
        TMath.Store(s5, sums + 5 * TMath.Count);
        TMath.Store(s6, sums + 6 * TMath.Count);
        TMath.Store(s7, sums + 7 * TMath.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector AddSquare<TMath, TVector>(TVector input, TVector point, TVector sum)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        TVector difference = TMath.Subtract(input, point);
        return TMath.MultiplyAdd(difference, difference, sum);
    }

    /// <summary>
    /// Writes the sums of a first chunk of features, or adds those of a further one. What rounding takes from the sums is kept until the
    /// last chunk is added.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void KeepChunk<TMath, TVector>(TVector chunk, float* sum, float* error, int feature, bool isLast)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        if (feature == 0)
        {
            TMath.Store(chunk, sum);
            return;
        }

        TVector before = TMath.Load(sum), after = TMath.Add(before, chunk), added = TMath.Subtract(after, before);
        TVector lost = TMath.Add(TMath.Subtract(before, TMath.Subtract(after, added)), TMath.Subtract(chunk, added));

        // Beyond what single precision holds there is nothing to lose, and infinities less infinities are no numbers.
        lost = TMath.AtMost(after, TMath.Broadcast(float.MaxValue), lost, default);
        if (feature > Chunk)
            lost = TMath.Add(TMath.Load(error), lost);
        TMath.Store(isLast ? TMath.Add(after, lost) : after, sum);
        TMath.Store(lost, error);
    }

    /// <summary>The address of a vector of the first feature.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* At<TMath, TVector>(float* data, nint block, int vector)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        int perBlock = Lanes / TMath.Count;
        return data + vector / perBlock * block + vector % perBlock * TMath.Count;
    }
}
