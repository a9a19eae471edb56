namespace ExplainGen.Kernels;

/// <summary>The other way round of a <see cref="PoolAxis"/>: which outputs' windows may hold an input.</summary>
internal sealed class PoolCoverage
{
    private readonly int[] _first;
    private readonly int[] _end;

    /// <summary>Tabulates the axis.</summary>
    internal PoolCoverage(PoolAxis axis)
    {
        _first = new int[axis.In];
        _end = new int[axis.In];
        Array.Fill(_first, axis.Out);
        for (int o = 0; o < axis.Out; o++)
        {
            for (int i = axis.Start(o); i < axis.End(o); i++)
            {
                _first[i] = Math.Min(_first[i], o);
                _end[i] = Math.Max(_end[i], o + 1);
            }
        }

        // Monotone bounds hold for a run of inputs as well, with its first and its last input, in whatever order windows are.
        for (int i = axis.In - 2; i >= 0; i--)
            _first[i] = Math.Min(_first[i], _first[i + 1]);
        for (int i = 1; i < axis.In; i++)
            _end[i] = Math.Max(_end[i], _end[i - 1]);
    }

    /// <summary>No output before this one has a window that holds input <paramref name="i"/> or a later one.</summary>
    internal int First(int i) => _first[i];

    /// <summary>No output from this one on has a window that holds input <paramref name="i"/> or an earlier one.</summary>
    internal int End(int i) => _end[i];
}
