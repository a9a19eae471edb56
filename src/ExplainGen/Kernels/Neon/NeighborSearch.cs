using System.Numerics;

namespace ExplainGen.Kernels;

/// <summary>
/// The nearest of the points of a class, exactly: fast distances in single precision rule out most points, and those that may be among the
/// nearest are measured in double precision.
/// </summary>
internal sealed unsafe class NeighborSearch
{
    // More than the relative error of a fast distance.
    private const double Tolerance = 1e-6;

    // Squares below have few digits in single precision, or none.
    private const double Tiny = 1e-36;

    private readonly double[] _rows;
    private readonly int[] _labels;
    private readonly PointSet _points;
    private readonly double _rounding;

    /// <summary>Packs points.</summary>
    /// <param name="rows">The points one behind the other.</param>
    /// <param name="features">Features of a point.</param>
    /// <param name="labels">The class of each.</param>
    internal NeighborSearch(double[] rows, int features, int[] labels)
    {
        _rows = rows;
        _labels = labels;
        float[] singles = Array.ConvertAll(rows, value => (float)value);
        _points = new PointSet(singles, features);

        // How far a point is from its single-precision place, at most.
        for (int n = 0; n < Count; n++)
        {
            double square = 0;
            for (int i = n * features; i < (n + 1) * features; i++)
                square += (rows[i] - singles[i]) * (rows[i] - singles[i]);
            _rounding = Math.Max(_rounding, Math.Sqrt(square));
        }
    }

    /// <summary>How many points there are.</summary>
    internal int Count => _labels.Length;

    /// <summary>Room that fast distances take.</summary>
    internal int PaddedCount => _points.PaddedCount;

    /// <summary>A point.</summary>
    internal ReadOnlySpan<double> Point(int n) => _rows.AsSpan(n * _points.Features, _points.Features);

    /// <summary>Points of a class, or of all others.</summary>
    internal int CountOf(int label, bool isOwn) => _labels.Count(l => (l == label) == isOwn);

    /// <summary>The squared distance to a point.</summary>
    internal double Square<T>(ReadOnlySpan<T> x, int n)
        where T : IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<double> point = Point(n);
        double sum = 0;
        for (int i = 0; i < point.Length; i++)
        {
            double difference = double.CreateTruncating(x[i]) - point[i];
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>The fast distances of all points.</summary>
    /// <param name="x">The input.</param>
    /// <param name="squares"><see cref="PaddedCount"/> of them.</param>
    internal void Measure(ReadOnlySpan<float> x, Span<float> squares)
    {
        fixed (float* input = x, output = squares)
            SquaredDistances.Compute(_points, input, output);
    }

    /// <summary>The nearest points of a class, or of all others.</summary>
    /// <param name="x">The input.</param>
    /// <param name="squares">Its fast distances.</param>
    /// <param name="label">The class.</param>
    /// <param name="isOwn">Whether the points are of that class, rather than of others.</param>
    /// <param name="distances">Their squared distances, the least first; no more than there are such points.</param>
    /// <param name="points">Which they are; of equal distances the first one comes first.</param>
    internal void Find(
        ReadOnlySpan<float> x, ReadOnlySpan<float> squares, int label, bool isOwn, Span<double> distances, Span<int> points)
    {
        var heap = new NearestHeap(distances, points);
        for (int n = 0; n < Count; n++)
        {
            if ((_labels[n] == label) == isOwn)
                heap.Add(squares[n], n);
        }

        // The triangle inequality: the nearest in truth are within twice the rounding of the points that seem nearest.
        double radius = ((Math.Sqrt(heap.Worst) * (1 + Tolerance)) + (2 * _rounding)) * (1 + Tolerance);
        double bound = (radius * radius) + Tiny;
        heap.Clear();
        for (int n = 0; n < Count; n++)
        {
            if ((_labels[n] == label) == isOwn && !(squares[n] > bound))
                heap.Add(Square(x, n), n);
        }

        heap.Sort();
    }
}
