using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<float>;

namespace ExplainGen.Kernels;

/// <summary>256 bits.</summary>
internal readonly unsafe struct LaneMath256 : ILaneMath<V>
{
    public static int Count => V.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load(float* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(V vector, float* to) => vector.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Add(V x, V y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Subtract(V x, V y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Multiply(V x, V y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Divide(V x, V y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MultiplyAdd(V x, V y, V sum) => Vector256.MultiplyAddEstimate(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Min(V x, V y) => Vector256.MinNative(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Max(V x, V y) => Vector256.MaxNative(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V PowerOfTwo(V vector) => ((vector.AsInt32() + Vector256.Create(127)) << 23).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V AtMost(V x, V bound, V then, V otherwise) =>
        Vector256.ConditionalSelect(Vector256.LessThanOrEqual(x, bound), then, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(V vector) => Vector256.EqualsAll(vector, V.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(V vector, double* sums)
    {
        (Vector256<double> low, Vector256<double> high) = Vector256.Widen(vector);
        (Vector256.Load(sums) + low).Store(sums);
        (Vector256.Load(sums + Count / 2) + high).Store(sums + Count / 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(V vector) => Vector128.Sum(vector.GetLower() + vector.GetUpper());
}
