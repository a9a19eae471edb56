using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>512 bits.</summary>
internal readonly unsafe struct LaneMath512 : ILaneMath<V>
{
    public static int Count => V.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load(float* from) => Vector512.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(V vector, float* to) => vector.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Add(V x, V y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Subtract(V x, V y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Multiply(V x, V y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Divide(V x, V y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MultiplyAdd(V x, V y, V sum) => Vector512.MultiplyAddEstimate(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Min(V x, V y) => Vector512.MinNative(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Max(V x, V y) => Vector512.MaxNative(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V PowerOfTwo(V vector) => ((vector.AsInt32() + Vector512.Create(127)) << 23).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V AtMost(V x, V bound, V then, V otherwise) =>
        Vector512.ConditionalSelect(Vector512.LessThanOrEqual(x, bound), then, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(V vector) => Vector512.EqualsAll(vector, V.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(V vector, double* sums)
    {
        (Vector512<double> low, Vector512<double> high) = Vector512.Widen(vector);
        (Vector512.Load(sums) + low).Store(sums);
        (Vector512.Load(sums + Count / 2) + high).Store(sums + Count / 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(V vector) => LaneMath256.Sum(vector.GetLower() + vector.GetUpper());
}
