namespace ExplainGen.Neon;

/// <summary>
/// Rows of the Gaussian kernel's matrix over the points, exp(-gamma |x_i - x_j|^2), computed when asked for; those used last are kept.
/// </summary>
internal sealed class KernelRows
{
    private const int None = -1;

    private readonly int _features;
    private readonly double[] _points;
    private readonly double _gamma;

    // Slots hold rows; a list has them in the order of use.
    private readonly List<double[]> _rows = [];
    private readonly List<int> _pointOfSlot = [];
    private readonly int[] _slotOfPoint;
    private readonly LinkedList<int> _slotsByUse = new();
    private readonly List<LinkedListNode<int>> _nodes = [];
    private readonly int _capacity;

    /// <summary>Rows over points.</summary>
    /// <param name="features">The length of a point.</param>
    /// <param name="points">The points, [N, F].</param>
    /// <param name="gamma">The kernel's scale.</param>
    /// <param name="bytes">The memory for rows; there is room for two at any rate.</param>
    public KernelRows(int features, double[] points, double gamma, long bytes)
    {
        _features = features;
        _points = points;
        _gamma = gamma;
        Count = points.Length / features;
        _slotOfPoint = new int[Count];
        Array.Fill(_slotOfPoint, None);
        _capacity = (int)Math.Clamp(bytes / ((long)sizeof(double) * Count), 2, Math.Max(2, Count));
    }

    /// <summary>The number of points.</summary>
    public int Count { get; }

    /// <summary>How many rows were computed.</summary>
    public long Computed { get; private set; }

    /// <summary>How many rows are held.</summary>
    public int Held => _rows.Count;

    /// <summary>The kernel of one point with all. Valid until two other rows have been asked for.</summary>
    public ReadOnlySpan<double> this[int point]
    {
        get
        {
            int slot = _slotOfPoint[point];
            if (slot == None)
            {
                slot = FreeSlot();
                _slotOfPoint[point] = slot;
                _pointOfSlot[slot] = point;
                Compute(point, _rows[slot]);
            }

            _slotsByUse.Remove(_nodes[slot]);
            _slotsByUse.AddFirst(_nodes[slot]);
            return _rows[slot];
        }
    }

    // A new one while there is room, else the one that was used the longest time ago.
    private int FreeSlot()
    {
        if (_rows.Count < _capacity)
        {
            _rows.Add(new double[Count]);
            _pointOfSlot.Add(None);
            _nodes.Add(_slotsByUse.AddLast(_rows.Count - 1));
            return _rows.Count - 1;
        }

        int slot = _slotsByUse.Last!.Value;
        _slotOfPoint[_pointOfSlot[slot]] = None;
        return slot;
    }

    private void Compute(int point, double[] row)
    {
        Computed++;
        ReadOnlySpan<double> x = _points.AsSpan(point * _features, _features);
        for (int n = 0; n < row.Length; n++)
            row[n] = Math.Exp(-_gamma * Distance.Squared(x, _points.AsSpan(n * _features, _features)));
    }
}
