using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector128<float>;

namespace ExplainGen.Kernels;

/// <summary>128 bits.</summary>
internal readonly unsafe struct LaneMath128 : ILaneMath<V>
{
    public static int Count => V.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load(float* from) => Vector128.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(V vector, float* to) => vector.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Broadcast(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Add(V x, V y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Subtract(V x, V y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Multiply(V x, V y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Divide(V x, V y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MultiplyAdd(V x, V y, V sum) => Vector128.MultiplyAddEstimate(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Min(V x, V y) => Vector128.MinNative(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Max(V x, V y) => Vector128.MaxNative(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V PowerOfTwo(V vector) => ((vector.AsInt32() + Vector128.Create(127)) << 23).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V AtMost(V x, V bound, V then, V otherwise) =>
        Vector128.ConditionalSelect(Vector128.LessThanOrEqual(x, bound), then, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(V vector) => Vector128.EqualsAll(vector, V.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(V vector, double* sums)
    {
        (Vector128<double> low, Vector128<double> high) = Vector128.Widen(vector);
        (Vector128.Load(sums) + low).Store(sums);
        (Vector128.Load(sums + Count / 2) + high).Store(sums + Count / 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(V vector) => Vector128.Sum(vector);
}
