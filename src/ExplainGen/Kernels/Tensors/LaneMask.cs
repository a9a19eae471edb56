using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>Masks over the 16 lanes of a block, all bits set in the lanes that count.</summary>
internal static class LaneMask
{
    /// <summary>The lanes' numbers, 0 to 15; unlike <c>Vector512&lt;int&gt;.Indices</c> a constant on processors of narrower vectors too.</summary>
    internal static Vector512<int> Indices => Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

    /// <summary>The first <paramref name="count"/> lanes; none when it is not positive.</summary>
    internal static Vector512<float> First(int count)
        => Vector512.LessThan(Indices, Vector512.Create(count)).AsSingle();

    /// <summary>The lanes from <paramref name="begin"/> up to but without <paramref name="end"/>.</summary>
    internal static Vector512<float> Range(int begin, int end) => Vector512.AndNot(First(end), First(begin));
}
