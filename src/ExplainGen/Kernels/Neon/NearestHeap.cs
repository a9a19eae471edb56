namespace ExplainGen.Kernels;

/// <summary>The least of many distances, of equal ones those of the first points: a heap whose root is the worst that is kept.</summary>
/// <param name="distances">Room for as many as are kept.</param>
/// <param name="points">Which points they are of.</param>
internal ref struct NearestHeap(Span<double> distances, Span<int> points)
{
    private readonly Span<double> _distances = distances;
    private readonly Span<int> _points = points;
    private int _count;

    /// <summary>The largest distance that is kept; infinity while there is room.</summary>
    internal readonly double Worst => _count < _distances.Length ? double.PositiveInfinity : _distances[0];

    /// <summary>Forgets everything.</summary>
    internal void Clear() => _count = 0;

    /// <summary>Takes a point into account.</summary>
    internal void Add(double distance, int point)
    {
        if (_count < _distances.Length)
        {
            int at = _count++;
            (_distances[at], _points[at]) = (distance, point);
            while (at > 0 && IsWorse(at, (at - 1) / 2))
            {
                Swap(at, (at - 1) / 2);
                at = (at - 1) / 2;
            }
        }
        else if (distance < _distances[0] || (distance == _distances[0] && point < _points[0]))
        {
            (_distances[0], _points[0]) = (distance, point);
            Sink(_count);
        }
    }

    /// <summary>Puts what is kept in order, the nearest first; nothing is to be added afterwards.</summary>
    internal readonly void Sort()
    {
        for (int end = _count - 1; end > 0; end--)
        {
            Swap(0, end);
            Sink(end);
        }
    }

    private readonly void Sink(int count)
    {
        int at = 0;
        while (true)
        {
            int worst = at, left = (2 * at) + 1;
            if (left < count && IsWorse(left, worst))
                worst = left;
            if (left + 1 < count && IsWorse(left + 1, worst))
                worst = left + 1;
            if (worst == at)
                return;
            Swap(at, worst);
            at = worst;
        }
    }

    private readonly bool IsWorse(int a, int b) =>
        _distances[a] > _distances[b] || (_distances[a] == _distances[b] && _points[a] > _points[b]);

    private readonly void Swap(int a, int b)
    {
        (_distances[a], _distances[b]) = (_distances[b], _distances[a]);
        (_points[a], _points[b]) = (_points[b], _points[a]);
    }
}
