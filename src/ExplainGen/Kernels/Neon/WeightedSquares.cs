using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// The way back through squared distances: what each feature has in a weighted sum of them, <c>Σ_j c_j (x_i - u_ij)²</c>. Vectors of points
/// whose weights are all zero are passed over, so negligible weights are worth being set to zero.
/// </summary>
/// <remarks>
/// Of the vectors that count, eight at a time are read; their sums are accumulated in single precision over sixteen times eight, and from
/// there on in double precision. Which eight come together follows from the weights of their input alone, so its result has the same bits
/// alone and in a group.
/// </remarks>
internal static unsafe class WeightedSquares
{
    /// <summary>Vectors of points of a register tile.</summary>
    private const int Tile = 8;

    /// <summary>Tiles whose sums are kept in single precision.</summary>
    private const int Run = 16;

    /// <summary>Floats of points that stay in the first cache while the inputs of a group take their turns.</summary>
    private const int CachedFloats = 4096;

    private const int Lanes = PointSet.Lanes;

    /// <summary>Floats of scratch memory that a call needs.</summary>
    /// <param name="points">The points.</param>
    /// <param name="inputs">Inputs of the group, at least 1.</param>
    internal static nint ScratchLength(PointSet points, int inputs) => inputs * Scratch.LengthOf(points);

    /// <summary>r_i += Σ_j c_j (x_i - u_ij)².</summary>
    /// <param name="points">The points.</param>
    /// <param name="x">The input, as many floats as the points have features.</param>
    /// <param name="weights">c, <see cref="PointSet.PaddedCount"/> floats, zero behind the last point.</param>
    /// <param name="relevance">r, as many floats as the points have features.</param>
    /// <param name="scratch">As many floats as <see cref="ScratchLength"/> says, aligned to 8 bytes.</param>
    internal static void Add(PointSet points, float* x, float* weights, float* relevance, float* scratch) =>
        AddGroup(points, x, 1, 1, weights, relevance, scratch);

    /// <summary>The same for each input of a group; the points are read once for all.</summary>
    /// <param name="points">The points.</param>
    /// <param name="x">The inputs side by side, <c>[features][stride]</c>.</param>
    /// <param name="stride">Floats from a feature to the next one, at least as many as there are inputs.</param>
    /// <param name="inputs">Number of inputs, at least 1.</param>
    /// <param name="weights">c, <c>[inputs][<see cref="PointSet.PaddedCount"/>]</c>, zero behind the last point.</param>
    /// <param name="relevance">r, <c>[inputs][features]</c>.</param>
    /// <param name="scratch">As many floats as <see cref="ScratchLength"/> says, aligned to 8 bytes.</param>
    internal static void AddGroup(
        PointSet points, float* x, int stride, int inputs, float* weights, float* relevance, float* scratch)
    {
        if (Vector512.IsHardwareAccelerated)
            AddGroup<LaneMath512, Vector512<float>>(points, x, stride, inputs, weights, relevance, scratch);
        else if (Vector256.IsHardwareAccelerated)
            AddGroup<LaneMath256, Vector256<float>>(points, x, stride, inputs, weights, relevance, scratch);
        else
            AddGroup<LaneMath128, Vector128<float>>(points, x, stride, inputs, weights, relevance, scratch);
        GC.KeepAlive(points);
    }

    /// <summary>The same with vectors of one width.</summary>
    internal static void AddGroup<TMath, TVector>(
        PointSet points, float* x, int stride, int inputs, float* weights, float* relevance, float* scratch)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        int vectors = points.PaddedCount / TMath.Count, perPart = vectors;
        if (inputs > 1)
            perPart = Math.Max(1, CachedFloats / points.Features / TMath.Count);
        nint length = Scratch.LengthOf(points);
        for (int input = 0; input < inputs; input++)
            new Scratch(points, scratch + input * length).Begin<TMath, TVector>(weights + (nint)input * points.PaddedCount);

        // A part of the points is for one input after the other, as far as its vectors fill tiles; what is left waits for the next part.
        for (nint end = Math.Min(vectors, perPart); ; end = Math.Min(vectors, end + perPart))
        {
            for (int input = 0; input < inputs; input++)
            {
                new Scratch(points, scratch + input * length).AddUpTo<TMath, TVector>(
                    (int)end, end == vectors, x + input, stride, weights + (nint)input * points.PaddedCount);
            }

            if (end == vectors)
                break;
        }

        for (int input = 0; input < inputs; input++)
            new Scratch(points, scratch + input * length).End(relevance + (nint)input * points.Features);
    }

    /// <summary>
    /// Adds to the sums of each feature, a vector of them, what a tile of points has for it. The tile says where its vectors of the first
    /// feature stand; the weights c are one behind the other.
    /// </summary>
    /// <remarks>
    /// Eight sums at a time, of four features over even and over odd vectors: fewer would wait for each other, and for more there are no
    /// registers.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTile<TMath, TVector>(float** tile, float* c, nint features, float* x, nint stride, float* sums)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        float* p0 = tile[0], p1 = tile[1], p2 = tile[2], p3 = tile[3], p4 = tile[4], p5 = tile[5], p6 = tile[6], p7 = tile[7];
        nint at = 0;
        for (nint end = (features & ~3) * Lanes; at < end; at += 4 * Lanes, x += 4 * stride, sums += 4 * TMath.Count)
        {
            TVector x0 = TMath.Broadcast(*x), x1 = TMath.Broadcast(x[stride]);
            TVector x2 = TMath.Broadcast(x[2 * stride]), x3 = TMath.Broadcast(x[3 * stride]);
            TVector e0 = TMath.Load(sums), e1 = TMath.Load(sums + TMath.Count);
            TVector e2 = TMath.Load(sums + 2 * TMath.Count), e3 = TMath.Load(sums + 3 * TMath.Count);
            TVector o0 = default, o1 = default, o2 = default, o3 = default, weight;
            weight = TMath.Load(c);
            e0 = AddSquare<TMath, TVector>(x0, p0 + at, weight, e0);
            e1 = AddSquare<TMath, TVector>(x1, p0 + at + Lanes, weight, e1);
            e2 = AddSquare<TMath, TVector>(x2, p0 + at + 2 * Lanes, weight, e2);
            e3 = AddSquare<TMath, TVector>(x3, p0 + at + 3 * Lanes, weight, e3);
            weight = TMath.Load(c + TMath.Count);
            o0 = AddSquare<TMath, TVector>(x0, p1 + at, weight, o0);
            o1 = AddSquare<TMath, TVector>(x1, p1 + at + Lanes, weight, o1);
            o2 = AddSquare<TMath, TVector>(x2, p1 + at + 2 * Lanes, weight, o2);
            o3 = AddSquare<TMath, TVector>(x3, p1 + at + 3 * Lanes, weight, o3);
            weight = TMath.Load(c + 2 * TMath.Count);
            e0 = AddSquare<TMath, TVector>(x0, p2 + at, weight, e0);
            e1 = AddSquare<TMath, TVector>(x1, p2 + at + Lanes, weight, e1);
            e2 = AddSquare<TMath, TVector>(x2, p2 + at + 2 * Lanes, weight, e2);
            e3 = AddSquare<TMath, TVector>(x3, p2 + at + 3 * Lanes, weight, e3);
            weight = TMath.Load(c + 3 * TMath.Count);
            o0 = AddSquare<TMath, TVector>(x0, p3 + at, weight, o0);
            o1 = AddSquare<TMath, TVector>(x1, p3 + at + Lanes, weight, o1);
            o2 = AddSquare<TMath, TVector>(x2, p3 + at + 2 * Lanes, weight, o2);
            o3 = AddSquare<TMath, TVector>(x3, p3 + at + 3 * Lanes, weight, o3);
            weight = TMath.Load(c + 4 * TMath.Count);
            e0 = AddSquare<TMath, TVector>(x0, p4 + at, weight, e0);
            e1 = AddSquare<TMath, TVector>(x1, p4 + at + Lanes, weight, e1);
            e2 = AddSquare<TMath, TVector>(x2, p4 + at + 2 * Lanes, weight, e2);
            e3 = AddSquare<TMath, TVector>(x3, p4 + at + 3 * Lanes, weight, e3);
            weight = TMath.Load(c + 5 * TMath.Count);
            o0 = AddSquare<TMath, TVector>(x0, p5 + at, weight, o0);
            o1 = AddSquare<TMath, TVector>(x1, p5 + at + Lanes, weight, o1);
            o2 = AddSquare<TMath, TVector>(x2, p5 + at + 2 * Lanes, weight, o2);
            o3 = AddSquare<TMath, TVector>(x3, p5 + at + 3 * Lanes, weight, o3);
            weight = TMath.Load(c + 6 * TMath.Count);
            e0 = AddSquare<TMath, TVector>(x0, p6 + at, weight, e0);
            e1 = AddSquare<TMath, TVector>(x1, p6 + at + Lanes, weight, e1);
            e2 = AddSquare<TMath, TVector>(x2, p6 + at + 2 * Lanes, weight, e2);
            e3 = AddSquare<TMath, TVector>(x3, p6 + at + 3 * Lanes, weight, e3);
            weight = TMath.Load(c + 7 * TMath.Count);
            o0 = AddSquare<TMath, TVector>(x0, p7 + at, weight, o0);
            o1 = AddSquare<TMath, TVector>(x1, p7 + at + Lanes, weight, o1);
            o2 = AddSquare<TMath, TVector>(x2, p7 + at + 2 * Lanes, weight, o2);
            o3 = AddSquare<TMath, TVector>(x3, p7 + at + 3 * Lanes, weight, o3);
            TMath.Store(TMath.Add(e0, o0), sums);
            TMath.Store(TMath.Add(e1, o1), sums + TMath.Count);
            TMath.Store(TMath.Add(e2, o2), sums + 2 * TMath.Count);
            TMath.Store(TMath.Add(e3, o3), sums + 3 * TMath.Count);
        }

        for (nint end = features * Lanes; at < end; at += Lanes, x += stride, sums += TMath.Count)
        {
            TVector input = TMath.Broadcast(*x), even = TMath.Load(sums), odd = default;
            even = AddSquare<TMath, TVector>(input, p0 + at, TMath.Load(c), even);
            odd = AddSquare<TMath, TVector>(input, p1 + at, TMath.Load(c + TMath.Count), odd);
            even = AddSquare<TMath, TVector>(input, p2 + at, TMath.Load(c + 2 * TMath.Count), even);
            odd = AddSquare<TMath, TVector>(input, p3 + at, TMath.Load(c + 3 * TMath.Count), odd);
            even = AddSquare<TMath, TVector>(input, p4 + at, TMath.Load(c + 4 * TMath.Count), even);
            odd = AddSquare<TMath, TVector>(input, p5 + at, TMath.Load(c + 5 * TMath.Count), odd);
            even = AddSquare<TMath, TVector>(input, p6 + at, TMath.Load(c + 6 * TMath.Count), even);
            odd = AddSquare<TMath, TVector>(input, p7 + at, TMath.Load(c + 7 * TMath.Count), odd);
            TMath.Store(TMath.Add(even, odd), sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector AddSquare<TMath, TVector>(TVector input, float* point, TVector weight, TVector sum)
        where TMath : ILaneMath<TVector>
        where TVector : struct
    {
        TVector difference = TMath.Subtract(input, TMath.Load(point));
        return TMath.MultiplyAdd(TMath.Multiply(difference, weight), difference, sum);
    }

    /// <summary>What is kept of one input: its sums, and the list of vectors whose weights are not all zero.</summary>
    private readonly ref struct Scratch(PointSet points, float* memory)
    {
        private const int NarrowestVector = 4;

        private readonly float* _sums = memory + 2 * Padded(points.Features);
        private readonly int* _state = (int*)(memory + (2 + Lanes) * Padded(points.Features));

        private double* Totals => (double*)memory;

        /// <summary>Vectors of the list that have been added.</summary>
        private ref int Done => ref _state[0];

        private ref int Count => ref _state[1];

        private int* Active => _state + 2;

        internal static nint LengthOf(PointSet points) =>
            (2 + Lanes) * Padded(points.Features) + Padded(2 + points.PaddedCount / NarrowestVector + Tile);

        /// <summary>Clears the sums and lists the vectors that count.</summary>
        internal void Begin<TMath, TVector>(float* weights)
            where TMath : ILaneMath<TVector>
            where TVector : struct
        {
            new Span<double>(Totals, points.Features).Clear();
            new Span<float>(_sums, points.Features * TMath.Count).Clear();
            int vectors = points.PaddedCount / TMath.Count, count = 0;
            int* active = Active;
            for (int vector = 0; vector < vectors; vector++)
            {
                active[count] = vector;
                count += TMath.IsZero(TMath.Load(weights + (nint)vector * TMath.Count)) ? 0 : 1;
            }

            // A last tile has no gaps: what it lacks is the last vector, without weight.
            for (int missing = 0; missing < Tile - 1 && count > 0; missing++)
                active[count + missing] = active[count - 1];
            Count = count;
            Done = 0;
        }

        /// <summary>Adds the tiles whose vectors all lie before an end, and at the last end also those that are left.</summary>
        [SkipLocalsInit]
        internal void AddUpTo<TMath, TVector>(int end, bool isLast, float* x, int stride, float* weights)
            where TMath : ILaneMath<TVector>
            where TVector : struct
        {
            float** tile = stackalloc float*[Tile];
            float* c = stackalloc float[Tile * Lanes];
            float* data = points.Data;
            nint block = points.BlockLength;
            int done = Done, count = Count, features = points.Features;
            int* active = Active;
            while (done < count && (done + Tile <= count ? active[done + Tile - 1] < end : isLast))
            {
                for (int member = 0; member < Tile; member++)
                {
                    nint vector = active[done + member];
                    tile[member] = At<TMath, TVector>(data, block, vector);
                    TMath.Store(TMath.Load(weights + vector * TMath.Count), c + member * TMath.Count);
                }

                for (int missing = count - done; missing < Tile; missing++)
                    TMath.Store(default, c + missing * TMath.Count);
                AddTile<TMath, TVector>(tile, c, features, x, stride, _sums);
                done = Math.Min(count, done + Tile);
                if (done == count || done % (Tile * Run) == 0)
                    Widen<TMath, TVector>();
            }

            Done = done;
        }

        /// <summary>Adds the result to where it belongs.</summary>
        internal void End(float* relevance)
        {
            for (int feature = 0; feature < points.Features; feature++)
                relevance[feature] += (float)Totals[feature];
        }

        /// <summary>Moves the sums to those in double precision.</summary>
        private void Widen<TMath, TVector>()
            where TMath : ILaneMath<TVector>
            where TVector : struct
        {
            for (int feature = 0; feature < points.Features; feature++)
            {
                float* sums = _sums + (nint)feature * TMath.Count;
                Totals[feature] += TMath.Sum(TMath.Load(sums));
                TMath.Store(default, sums);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static float* At<TMath, TVector>(float* data, nint block, nint vector)
            where TMath : ILaneMath<TVector>
            where TVector : struct
        {
            // Unsigned, so that the quotient is a shift.
            nuint perBlock = (nuint)(Lanes / TMath.Count), number = (nuint)vector;
            return data + (nint)(number / perBlock) * block + (nint)(number % perBlock) * TMath.Count;
        }

        private static int Padded(int length) => (length + Lanes - 1) / Lanes * Lanes;
    }
}
