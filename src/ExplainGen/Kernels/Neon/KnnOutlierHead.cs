using System.Runtime.InteropServices;
using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>The distance to nearest neighbours as a network: squared distances, and an order statistic of them.</summary>
public sealed class KnnOutlierHead : InputwiseHead
{
    private readonly NeighborSearch _search;
    private readonly int _neighbors;
    private readonly int _first;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="neighbors">k, at least 1.</param>
    /// <param name="order">Which of the k distances is the score.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be, or there are fewer points than neighbours.</exception>
    public KnnOutlierHead(WeightReader reader, string layer, int features, int neighbors, NeighborOrder order)
        : base(layer, features, outputs: 1)
    {
        var parameters = new HeadParameters(reader, layer);
        double[] points = parameters.Matrix("points", features, out int count);
        if (count < neighbors)
            throw parameters.Problem("points", $"has {count} points; expected at least as many as neighbours, {neighbors}");
        _search = new NeighborSearch(points, features, new int[count]);
        _neighbors = neighbors;
        _first = order == NeighborOrder.Mean ? 0 : neighbors - 1;
    }

    /// <inheritdoc/>
    public override int UnitCount => _search.Count;

    // The nearest distances, and what each part of the score passes on; which points they are of; fast distances; the relevance of the
    // units.
    /// <inheritdoc/>
    protected override int StateLength => (2 * (_neighbors + 1)) + _neighbors + _search.PaddedCount + _search.Count;

    /// <inheritdoc/>
    public override void Decide(ReadOnlySpan<double> x, Span<double> scores)
    {
        var squares = new double[_search.Count];
        for (int n = 0; n < squares.Length; n++)
            squares[n] = _search.Square(x, n);
        Array.Sort(squares);
        scores[0] = squares[_first.._neighbors].Average();
    }

    /// <inheritdoc/>
    protected override void Detect(ReadOnlySpan<float> x, Span<float> state)
    {
        Span<float> squares = state.Slice((3 * _neighbors) + 2, _search.PaddedCount);
        _search.Measure(x, squares);
        _search.Find(x, squares, label: 0, isOwn: true, Distances(state), Points(state));
    }

    /// <inheritdoc/>
    protected override void Pool(Span<float> state, Span<float> scores)
    {
        double sum = 0;
        foreach (double distance in Distances(state)[_first..])
            sum += distance;
        scores[0] = (float)(sum / (_neighbors - _first));
    }

    /// <inheritdoc/>
    protected override void RedistributePool(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, Span<float> state, QuotientLoss? loss)
    {
        Span<double> quotient = Quotient(state);
        HeadState.Divide(relevance, scores, quotient, loss);
        quotient[0] /= _neighbors - _first;
        ReadOnlySpan<double> distances = Distances(state);
        ReadOnlySpan<int> points = Points(state);
        Span<float> units = state[^_search.Count..];
        units.Clear();
        for (int rank = _first; rank < _neighbors; rank++)
            units[points[rank]] = (float)(distances[rank] * quotient[0]);
    }

    /// <inheritdoc/>
    protected override void RedistributeDetection(ReadOnlySpan<float> x, Span<float> state, Span<float> relevance, QuotientLoss? loss)
    {
        double quotient = Quotient(state)[0];
        foreach (int n in Points(state)[_first..])
        {
            ReadOnlySpan<double> point = _search.Point(n);
            for (int i = 0; i < relevance.Length; i++)
                relevance[i] += (float)((x[i] - point[i]) * (x[i] - point[i]) * quotient);
        }
    }

    /// <inheritdoc/>
    protected override void Gradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> scores, Span<float> state, Span<float> gradient)
    {
        double slope = 2.0 * weights[0] / (_neighbors - _first);
        foreach (int n in Points(state)[_first..])
        {
            ReadOnlySpan<double> point = _search.Point(n);
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] += (float)(slope * (x[i] - point[i]));
        }
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<float> RelevanceOfUnits(ReadOnlySpan<float> state) => state[^_search.Count..];

    private Span<double> Distances(Span<float> state) => HeadState.Doubles(state, 0, _neighbors);

    private Span<double> Quotient(Span<float> state) => HeadState.Doubles(state, _neighbors, 1);

    private Span<int> Points(Span<float> state) => MemoryMarshal.Cast<float, int>(state.Slice((2 * _neighbors) + 2, _neighbors));
}
