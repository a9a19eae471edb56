namespace ExplainGen.Neon;

/// <summary>The two steps of Lloyd's algorithm: points to their nearest centroids, centroids to the means of their points.</summary>
internal readonly ref struct LloydSearch
{
    private readonly int _features;
    private readonly ReadOnlySpan<double> _points;
    private readonly double[] _centroids;
    private readonly double[] _distances;
    private readonly double[] _sums;
    private readonly int[] _sizes;

    /// <summary>Begins at centroids that are moved in place.</summary>
    public LloydSearch(int features, ReadOnlySpan<double> points, double[] centroids)
    {
        _features = features;
        _points = points;
        _centroids = centroids;
        _sums = new double[centroids.Length];
        _sizes = new int[centroids.Length / features];
        Labels = new int[points.Length / features];
        Labels.AsSpan().Fill(-1);
        _distances = new double[Labels.Length];
    }

    /// <summary>The cluster of each point; -1 before the first assignment.</summary>
    public int[] Labels { get; }

    /// <summary>The squared distances at the last assignment, added up.</summary>
    public double Inertia()
    {
        double sum = 0;
        foreach (double distance in _distances)
            sum += distance;
        return sum;
    }

    /// <summary>Gives every point to its nearest centroid; of several, to the first.</summary>
    /// <returns>Whether a point changed its cluster.</returns>
    public bool Assign()
    {
        bool changed = false;
        Array.Clear(_sizes);
        for (int n = 0; n < Labels.Length; n++)
        {
            ReadOnlySpan<double> point = _points.Slice(n * _features, _features);
            int nearest = 0;
            double least = double.PositiveInfinity;
            for (int c = 0; c < _sizes.Length; c++)
            {
                double distance = Distance.Squared(point, _centroids.AsSpan(c * _features, _features));
                if (distance < least)
                    (nearest, least) = (c, distance);
            }

            changed |= Labels[n] != nearest;
            Labels[n] = nearest;
            _distances[n] = least;
            _sizes[nearest]++;
        }

        return changed;
    }

    /// <summary>
    /// Gives a cluster without points the point that is farthest from its centroid, of those that are not alone in their cluster and
    /// away from its centroid. This lowers the inertia, so the search still ends.
    /// </summary>
    /// <returns>Whether a point changed its cluster.</returns>
    public bool FillEmptyClusters()
    {
        bool changed = false;
        for (int c = 0; c < _sizes.Length; c++)
        {
            if (_sizes[c] > 0)
                continue;
            int farthest = -1;
            double most = 0;
            for (int n = 0; n < Labels.Length; n++)
            {
                if (_sizes[Labels[n]] > 1 && _distances[n] > most)
                    (farthest, most) = (n, _distances[n]);
            }

            // All points lie on their centroids: there are fewer different points than clusters.
            if (farthest < 0)
                continue;
            _sizes[Labels[farthest]]--;
            _sizes[c]++;
            Labels[farthest] = c;
            _distances[farthest] = 0;
            changed = true;
        }

        return changed;
    }

    /// <summary>Moves every centroid to the mean of its points; one without points stays.</summary>
    /// <returns>The squared movements, added up.</returns>
    public double MoveCentroids()
    {
        Array.Clear(_sums);
        for (int n = 0; n < Labels.Length; n++)
        {
            ReadOnlySpan<double> point = _points.Slice(n * _features, _features);
            Span<double> sum = _sums.AsSpan(Labels[n] * _features, _features);
            for (int f = 0; f < sum.Length; f++)
                sum[f] += point[f];
        }

        double moved = 0;
        for (int at = 0; at < _centroids.Length; at++)
        {
            int size = _sizes[at / _features];
            if (size == 0)
                continue;
            double mean = _sums[at] / size;
            moved += (mean - _centroids[at]) * (mean - _centroids[at]);
            _centroids[at] = mean;
        }

        return moved;
    }
}
