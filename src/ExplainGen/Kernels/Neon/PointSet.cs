namespace ExplainGen.Kernels;

/// <summary>
/// The points that a kernel machine keeps (support vectors, training points, centroids), packed once for kernels whose lanes are points:
/// <c>[blocks][features][16 points]</c> in 64-byte aligned native memory. Lanes behind the last point repeat it, so that they compute
/// nothing out of the ordinary; what is computed of them is to be left out by whoever sums over the points.
/// </summary>
internal sealed unsafe class PointSet : IDisposable
{
    /// <summary>Points of a block.</summary>
    internal const int Lanes = 16;

    private readonly NativeBuffer _buffer;

    /// <summary>Packs points.</summary>
    /// <param name="rows">The points one behind the other, <c>[count, features]</c>.</param>
    /// <param name="features">Features of a point, at least 1.</param>
    /// <param name="order">Which row stands at each place, as of <see cref="PointOrder"/>; empty leaves the rows as they are.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is less than one feature.</exception>
    /// <exception cref="ArgumentException">There is no point, no whole number of points, or an order of another length.</exception>
    /// <exception cref="OutOfMemoryException">The memory cannot be had.</exception>
    internal PointSet(ReadOnlySpan<float> rows, int features, ReadOnlySpan<int> order = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        Features = features;
        Count = CountOf(rows, features);
        if (!order.IsEmpty && order.Length != Count)
            throw new ArgumentException($"The order has {order.Length} places for {Count} points.", nameof(order));

        Blocks = (Count - 1) / Lanes + 1;
        BlockLength = (nint)features * Lanes;
        _buffer = new NativeBuffer(checked(Blocks * BlockLength));
        for (int place = 0; place < PaddedCount; place++)
        {
            int point = Math.Min(place, Count - 1), row = order.IsEmpty ? point : order[point];
            float* to = _buffer.Data + place / Lanes * BlockLength + place % Lanes;
            ReadOnlySpan<float> from = rows.Slice(checked(row * features), features);
            for (int feature = 0; feature < features; feature++)
                to[(nint)feature * Lanes] = from[feature];
        }
    }

    /// <summary>Number of points.</summary>
    internal int Count { get; }

    /// <summary>Features of a point.</summary>
    internal int Features { get; }

    /// <summary>Blocks of 16 points.</summary>
    internal int Blocks { get; }

    /// <summary>Points and lanes behind the last one: what vectors of a value a point have room for.</summary>
    internal int PaddedCount => Blocks * Lanes;

    /// <summary>Floats of a block.</summary>
    internal nint BlockLength { get; }

    /// <summary>The first block.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been freed.</exception>
    internal float* Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(_buffer.Data == null, this);
            return _buffer.Data;
        }
    }

    /// <summary>How many points rows of values are.</summary>
    /// <exception cref="ArgumentException">None, or no whole number.</exception>
    internal static int CountOf(ReadOnlySpan<float> rows, int features)
    {
        if (rows.IsEmpty || rows.Length % features != 0)
            throw new ArgumentException($"{rows.Length} values are not one or more points of {features} features.", nameof(rows));
        return rows.Length / features;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _buffer.Dispose();
}
