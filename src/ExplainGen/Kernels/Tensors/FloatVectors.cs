using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>
/// Arithmetic on vectors of single precision of one width, as a type argument of kernels that are the same for all widths. The vectors
/// are a type argument of their own rather than wrapped, as the compiler does not make the best of wrapped ones.
/// </summary>
internal unsafe interface IFloatVectors<TVector>
    where TVector : struct
{
    /// <summary>Number of elements; divides <see cref="TensorLayout.Lanes"/>.</summary>
    static abstract int Count { get; }

    /// <summary>The vector at an address.</summary>
    static abstract TVector Load(float* from);

    /// <summary>Writes a vector to an address.</summary>
    static abstract void Store(TVector vector, float* to);

    /// <summary>x · y + sum, fused where the machine can.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector sum);

    /// <summary>The sum of the elements.</summary>
    static abstract float Sum(TVector vector);
}

/// <summary>512 bits.</summary>
internal readonly unsafe struct FloatVectors512 : IFloatVectors<Vector512<float>>
{
    public static int Count => Vector512<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* from) => Vector512.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> vector, float* to) => vector.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> x, Vector512<float> y, Vector512<float> sum) =>
        Vector512.MultiplyAddEstimate(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> vector) => Vector512.Sum(vector);
}

/// <summary>256 bits.</summary>
internal readonly unsafe struct FloatVectors256 : IFloatVectors<Vector256<float>>
{
    public static int Count => Vector256<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> vector, float* to) => vector.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> x, Vector256<float> y, Vector256<float> sum) =>
        Vector256.MultiplyAddEstimate(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> vector) => Vector128.Sum(vector.GetLower() + vector.GetUpper());
}

/// <summary>128 bits.</summary>
internal readonly unsafe struct FloatVectors128 : IFloatVectors<Vector128<float>>
{
    public static int Count => Vector128<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* from) => Vector128.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> vector, float* to) => vector.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> x, Vector128<float> y, Vector128<float> sum) =>
        Vector128.MultiplyAddEstimate(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> vector) => Vector128.Sum(vector);
}
