using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExplainGen.Kernels;

/// <summary>Four by four values in registers, to turn rows into columns.</summary>
internal unsafe struct Quad
{
    /// <summary>Rows, and columns.</summary>
    internal const int Size = 4;

    /// <summary>The first row.</summary>
    internal Vector128<float> A;

    /// <summary>The second row.</summary>
    internal Vector128<float> B;

    /// <summary>The third row.</summary>
    internal Vector128<float> C;

    /// <summary>The fourth row.</summary>
    internal Vector128<float> D;

    /// <summary>Loads up to four rows.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="stride">Floats from a row to the next.</param>
    /// <param name="rows">Rows there are; zeros stand for those of four that are not there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Quad Load(float* from, nint stride, int rows) => new()
    {
        A = rows > 0 ? Vector128.Load(from) : default,
        B = rows > 1 ? Vector128.Load(from + stride) : default,
        C = rows > 2 ? Vector128.Load(from + 2 * stride) : default,
        D = rows > 3 ? Vector128.Load(from + 3 * stride) : default,
    };

    /// <summary>Stores up to four rows.</summary>
    /// <param name="to">Where the first row goes.</param>
    /// <param name="stride">Floats from a row to the next.</param>
    /// <param name="rows">Rows to store, at least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Store(float* to, nint stride, int rows)
    {
        A.Store(to);
        if (rows > 1)
            B.Store(to + stride);
        if (rows > 2)
            C.Store(to + 2 * stride);
        if (rows > 3)
            D.Store(to + 3 * stride);
    }

    /// <summary>Turns rows into columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Transpose()
    {
        if (Sse.IsSupported)
        {
            Vector128<float> ab = Sse.UnpackLow(A, B), cd = Sse.UnpackLow(C, D);
            Vector128<float> abUpper = Sse.UnpackHigh(A, B), cdUpper = Sse.UnpackHigh(C, D);
            A = Sse.MoveLowToHigh(ab, cd);
            B = Sse.MoveHighToLow(cd, ab);
            C = Sse.MoveLowToHigh(abUpper, cdUpper);
            D = Sse.MoveHighToLow(cdUpper, abUpper);
        }
        else
        {
            (A, B, C, D) = (
                Vector128.Create(A[0], B[0], C[0], D[0]), Vector128.Create(A[1], B[1], C[1], D[1]),
                Vector128.Create(A[2], B[2], C[2], D[2]), Vector128.Create(A[3], B[3], C[3], D[3]));
        }
    }
}
