namespace ExplainGen.Kernels;

/// <summary>What is made once for each number of columns, when that number is first asked for. Safe to share between threads.</summary>
internal sealed class PerColumnCount<T>
    where T : class
{
    private readonly T?[] _made = new T?[Columns.Most + 1];

    /// <summary>What was made so far.</summary>
    internal IEnumerable<T> Made => _made.OfType<T>();

    /// <summary>What there is for a number of columns. Of two threads that make it at the same time, both get the first one's.</summary>
    /// <param name="count">1 to <see cref="Columns.Most"/>.</param>
    /// <param name="make">Makes it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is none of these.</exception>
    internal T Get(int count, Func<int, T> make)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Columns.Most);
        if (Volatile.Read(ref _made[count]) is { } known)
            return known;
        T made = make(count);
        if (Interlocked.CompareExchange(ref _made[count], made, null) is not { } first)
            return made;
        (made as IDisposable)?.Dispose();
        return first;
    }
}
