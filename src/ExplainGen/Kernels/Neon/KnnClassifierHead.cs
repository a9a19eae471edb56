using System.Runtime.InteropServices;
using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>
/// The vote of nearest neighbours as a network: squared distances, order statistics of the points of a class and of the rest, and their
/// difference. Bley et al., arXiv:2508.03913.
/// </summary>
/// <remarks>
/// The sign, k odd and kappa = (k + 1) / 2: of the k nearest either kappa or more are of the class, and then the kappa-th of the class is
/// among them and the kappa-th of the rest is not, or kappa or more are of the rest, and it is the other way round.
/// </remarks>
public sealed class KnnClassifierHead : InputwiseHead
{
    private readonly NeighborSearch _search;
    private readonly int[] _labels;
    private readonly Side[] _sides;
    private readonly double _eta;
    private readonly int _kept;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="neighbors">k, odd.</param>
    /// <param name="classes">Classes, at least 2.</param>
    /// <param name="eta">The share of the midpoint rule.</param>
    /// <param name="window">Ranks at either side of kappa that are averaged with it, less than kappa.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be, or a class has too few points.</exception>
    public KnnClassifierHead(WeightReader reader, string layer, int features, int neighbors, int classes, double eta, int window)
        : base(layer, features, outputs: classes == 2 ? 1 : classes)
    {
        var parameters = new HeadParameters(reader, layer);
        double[] points = parameters.Matrix("points", features, out int count);
        _labels = parameters.Indices("labels", count, classes);
        _search = new NeighborSearch(points, features, _labels);
        _eta = eta;

        // Of two classes the score is that of class 1.
        int kappa = (neighbors + 1) / 2;
        _sides = new Side[2 * Outputs];
        for (int side = 0; side < _sides.Length; side++)
        {
            int label = classes == 2 ? 1 : side / 2;
            bool isOwn = side % 2 == 0;
            int members = _search.CountOf(label, isOwn);
            if (members < kappa)
            {
                throw parameters.Problem(
                    "labels",
                    $"has {members} points {(isOwn ? "of" : "outside")} class {label}; "
                    + $"expected at least (k + 1) / 2 = {kappa} on either side of a vote of {neighbors}");
            }

            int end = Math.Min(kappa + window, members);
            _sides[side] = new Side(label, isOwn, _kept, kappa - window - 1, end);
            _kept += end;
        }
    }

    /// <inheritdoc/>
    public override int UnitCount => _search.Count;

    // The nearest distances of every side, the products of the input with those points, what each part of the scores passes on, and the
    // relevance of the features; which points they are; fast distances; the relevance of the units.
    /// <inheritdoc/>
    protected override int StateLength => (2 * DoublesLength) + _kept + _search.PaddedCount + _search.Count;

    private int DoublesLength => (2 * _kept) + Outputs + Features;

    /// <inheritdoc/>
    public override void Decide(ReadOnlySpan<double> x, Span<double> scores)
    {
        scores.Clear();
        for (int side = 0; side < _sides.Length; side++)
        {
            Side own = _sides[side];
            var squares = new List<double>();
            for (int n = 0; n < _search.Count; n++)
            {
                if ((_labels[n] == own.Label) == own.IsOwn)
                    squares.Add(_search.Square(x, n));
            }

            squares.Sort();
            scores[side / 2] += own.Factor * squares[own.First..own.End].Sum();
        }
    }

    /// <inheritdoc/>
    protected override void Detect(ReadOnlySpan<float> x, Span<float> state)
    {
        Span<float> squares = state.Slice((2 * DoublesLength) + _kept, _search.PaddedCount);
        Span<double> distances = Distances(state), products = Products(state);
        Span<int> points = Points(state);
        _search.Measure(x, squares);
        foreach (Side side in _sides)
            _search.Find(x, squares, side.Label, side.IsOwn, distances.Slice(side.Start, side.End), points.Slice(side.Start, side.End));
        for (int at = 0; at < points.Length; at++)
        {
            ReadOnlySpan<double> point = _search.Point(points[at]);
            products[at] = 0;
            for (int i = 0; i < x.Length; i++)
                products[at] += x[i] * point[i];
        }
    }

    /// <inheritdoc/>
    protected override void Pool(Span<float> state, Span<float> scores)
    {
        ReadOnlySpan<double> distances = Distances(state);
        for (int c = 0; c < Outputs; c++)
            scores[c] = (float)(Mean(distances, _sides[(2 * c) + 1]) - Mean(distances, _sides[2 * c]));
    }

    /// <inheritdoc/>
    protected override void RedistributePool(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, Span<float> state, QuotientLoss? loss)
    {
        Span<double> quotients = Quotients(state), distances = Distances(state), products = Products(state);
        HeadState.Divide(relevance, scores, quotients, loss);
        Span<float> units = state[^_search.Count..];
        units.Clear();
        ReadOnlySpan<int> points = Points(state);
        for (int s = 0; s < _sides.Length; s++)
        {
            Side side = _sides[s];
            double factor = side.Factor * quotients[s / 2];
            for (int at = side.Start + side.First; at < side.Start + side.End && factor != 0; at++)
                units[points[at]] += (float)(factor * ((_eta * distances[at]) - ((1 - _eta) * 2 * products[at])));
        }
    }

    /// <inheritdoc/>
    protected override void RedistributeDetection(ReadOnlySpan<float> x, Span<float> state, Span<float> relevance, QuotientLoss? loss)
    {
        Span<double> quotients = Quotients(state), sums = Sums(state);
        sums.Clear();
        ReadOnlySpan<int> points = Points(state);
        double bias = 0;
        for (int s = 0; s < _sides.Length; s++)
        {
            Side side = _sides[s];
            double factor = side.Factor * quotients[s / 2];
            for (int at = side.Start + side.First; at < side.Start + side.End && factor != 0; at++)
                bias += Add(x, _search.Point(points[at]), factor, sums);
        }

        for (int i = 0; i < relevance.Length; i++)
            relevance[i] += (float)sums[i];
        if (loss is not null)
            loss.Bias += bias;
    }

    /// <inheritdoc/>
    protected override void Gradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> scores, Span<float> state, Span<float> gradient)
    {
        Span<double> sums = Sums(state);
        sums.Clear();
        ReadOnlySpan<int> points = Points(state);
        for (int s = 0; s < _sides.Length; s++)
        {
            Side side = _sides[s];
            double slope = 2 * side.Factor * weights[s / 2];
            for (int at = side.Start + side.First; at < side.Start + side.End && slope != 0; at++)
            {
                ReadOnlySpan<double> point = _search.Point(points[at]);
                for (int i = 0; i < sums.Length; i++)
                    sums[i] += slope * (x[i] - point[i]);
            }
        }

        for (int i = 0; i < gradient.Length; i++)
            gradient[i] += (float)sums[i];
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<float> RelevanceOfUnits(ReadOnlySpan<float> state) => state[^_search.Count..];

    // What a point adds to the features; what gradient times input leaves of its distance, |u|^2, is returned.
    private double Add(ReadOnlySpan<float> x, ReadOnlySpan<double> point, double factor, Span<double> sums)
    {
        double norm = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            double difference = x[i] - point[i];
            sums[i] += factor * ((_eta * difference * difference) - ((1 - _eta) * 2 * x[i] * point[i]));
            norm += point[i] * point[i];
        }

        return factor * (1 - _eta) * norm;
    }

    private static double Mean(ReadOnlySpan<double> distances, Side side)
    {
        double sum = 0;
        foreach (double distance in distances[(side.Start + side.First)..(side.Start + side.End)])
            sum += distance;
        return sum / (side.End - side.First);
    }

    private Span<double> Distances(Span<float> state) => HeadState.Doubles(state, 0, _kept);

    private Span<double> Products(Span<float> state) => HeadState.Doubles(state, _kept, _kept);

    private Span<double> Quotients(Span<float> state) => HeadState.Doubles(state, 2 * _kept, Outputs);

    private Span<double> Sums(Span<float> state) => HeadState.Doubles(state, (2 * _kept) + Outputs, Features);

    private Span<int> Points(Span<float> state) => MemoryMarshal.Cast<float, int>(state.Slice(2 * DoublesLength, _kept));

    /// <summary>Points of a class or of all others, of which some ranks count.</summary>
    /// <param name="Label">The class.</param>
    /// <param name="IsOwn">Whether they are of that class.</param>
    /// <param name="Start">Where its distances stand, the nearest first.</param>
    /// <param name="First">The first rank that counts, from 0.</param>
    /// <param name="End">Behind the last rank.</param>
    private readonly record struct Side(int Label, bool IsOwn, int Start, int First, int End)
    {
        /// <summary>What a distance counts in the score: points of the class are near, and those of others are far.</summary>
        internal double Factor => (IsOwn ? -1.0 : 1.0) / (End - First);
    }
}
