using System.Runtime.InteropServices;
using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>
/// Neuralized kernel k-means with the Gaussian kernel: linear units of pairs of points, a soft maximum over those of a cluster, a soft
/// minimum over those of a competitor, and a minimum over competitors. The inner layers part into the soft-min distance of each cluster.
/// Kauffmann et al., TNNLS 2024, arXiv:1906.07633; the unnormalized relevance of the inner poolings is a derivation of this project.
/// </summary>
public sealed class KernelKMeansHead : InputwiseHead
{
    private readonly int _clusters;
    private readonly double _gamma;
    private readonly double _beta;
    private readonly KernelUnits _units;
    private readonly KernelSum[] _members;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="clusters">How many clusters there are, at least 2.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be, or a cluster has no point.</exception>
    public KernelKMeansHead(WeightReader reader, string layer, int features, int clusters)
        : base(layer, features, outputs: clusters)
    {
        var parameters = new HeadParameters(reader, layer);
        _clusters = clusters;
        _gamma = parameters.Positive("gamma");
        _beta = parameters.Number("beta");
        if (_beta < 0)
            throw parameters.Problem("beta", $"is {HeadParameters.Text(_beta)}; expected a stiffness of at least 0");
        double[] points = parameters.Matrix("points", features, out int count);
        int[] labels = parameters.Indices("labels", count, clusters);
        _units = new KernelUnits(points, features);
        ILookup<int, int> members = Enumerable.Range(0, count).ToLookup(j => labels[j]);
        _members = new KernelSum[clusters];
        for (int c = 0; c < clusters; c++)
        {
            if (!members.Contains(c))
                throw parameters.Problem("labels", $"gives cluster {c} no point; expected at least 1");
            _members[c] = new KernelSum([.. members[c]], [.. members[c].Select(_ => 1.0)], isNormalized: true);
        }
    }

    /// <inheritdoc/>
    public override long MultiplyAdds => (long)_units.Count * Features;

    /// <inheritdoc/>
    public override int UnitCount => _clusters;

    // In double precision: of the points exponents, shares in their cluster and weights; of the clusters distances, residuals and
    // relevance for each part of them; sums by feature. Then the relevance of the competitors.
    /// <inheritdoc/>
    protected override int StateLength => (2 * ((3 * _units.Count) + (3 * _clusters) + Features)) + _clusters;

    /// <inheritdoc/>
    public override void Decide(ReadOnlySpan<double> x, Span<double> scores)
    {
        double[] exponents = Array.ConvertAll(_units.Squares(x), square => _gamma * square);
        double[] distances = Array.ConvertAll(_members, members => -members.Log(exponents) / _gamma);
        for (int c = 0; c < _clusters; c++)
            scores[c] = Nearest(distances, c, out _) - distances[c];
    }

    /// <inheritdoc/>
    protected override void Detect(ReadOnlySpan<float> x, Span<float> state)
    {
        View view = ViewOf(state);
        _units.Squares(x, view.Exponents);
        foreach (ref double exponent in view.Exponents)
            exponent *= _gamma;
    }

    /// <inheritdoc/>
    protected override void Pool(Span<float> state, Span<float> scores)
    {
        View view = ViewOf(state);
        for (int c = 0; c < _clusters; c++)
        {
            view.Distances[c] = _members[c].SoftMin(view.Exponents, view.Weights, out double residual) / _gamma;
            view.Residuals[c] = residual / _gamma;
            ReadOnlySpan<int> members = _members[c].Members;
            for (int n = 0; n < members.Length; n++)
                view.Shares[members[n]] = view.Weights[n];
        }

        for (int c = 0; c < _clusters; c++)
            scores[c] = (float)(Nearest(view.Distances, c, out _) - view.Distances[c]);
    }

    /// <inheritdoc/>
    protected override void RedistributePool(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, Span<float> state, QuotientLoss? loss)
    {
        View view = ViewOf(state);
        view.Factors.Clear();
        view.Units.Clear();
        double bias = 0, dropped = 0;
        for (int c = 0; c < relevance.Length; c++)
        {
            // On the border between two clusters there is nothing to share.
            if (scores[c] == 0)
                dropped += relevance[c];
            else if (relevance[c] != 0)
                bias += ShareAmongCompetitors(view, c, relevance[c] / (double)scores[c]);
        }

        for (int c = 0; c < _clusters; c++)
            bias += view.Factors[c] * view.Residuals[c];
        if (loss is not null)
        {
            loss.Bias += bias;
            loss.Dropped += dropped;
        }
    }

    /// <inheritdoc/>
    protected override void RedistributeDetection(ReadOnlySpan<float> x, Span<float> state, Span<float> relevance, QuotientLoss? loss)
    {
        View view = ViewOf(state);
        Weigh(view);
        view.Sums.Clear();
        _units.AddSquares(x, view.Weights, view.Sums);
        for (int i = 0; i < relevance.Length; i++)
            relevance[i] += (float)view.Sums[i];
    }

    /// <inheritdoc/>
    protected override void Gradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> scores, Span<float> state, Span<float> gradient)
    {
        View view = ViewOf(state);
        view.Factors.Clear();
        for (int c = 0; c < weights.Length; c++)
        {
            Nearest(view.Distances, c, out int rival);
            view.Factors[rival] += weights[c];
            view.Factors[c] -= weights[c];
        }

        Weigh(view);
        view.Sums.Clear();
        _units.AddDifferences(x, view.Weights, view.Sums);
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] += (float)(2 * view.Sums[i]);
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<float> RelevanceOfUnits(ReadOnlySpan<float> state) => state[^_clusters..];

    // The distance to the nearest competitor of c, the first of equals.
    private static double Nearest(ReadOnlySpan<double> distances, int c, out int rival)
    {
        rival = c == 0 ? 1 : 0;
        for (int k = rival + 1; k < distances.Length; k++)
        {
            if (k != c && distances[k] < distances[rival])
                rival = k;
        }

        return distances[rival];
    }

    // Relevance of the score of a cluster, for each part of it, by softmin to the competitors. No unit is below the score; where that is
    // not positive units may be 0, and are not divided by. Returned is what this leaves of the score.
    private double ShareAmongCompetitors(View view, int c, double part)
    {
        double nearest = Nearest(view.Distances, c, out _), score = nearest - view.Distances[c], partition = 0, rest = 0;
        for (int k = 0; k < _clusters; k++)
            partition += k == c ? 0 : Math.Exp(-_beta * (view.Distances[k] - nearest));
        for (int k = 0; k < _clusters; k++)
        {
            if (k == c)
                continue;
            double unit = view.Distances[k] - view.Distances[c];
            double share = part * Math.Exp(-_beta * (view.Distances[k] - nearest)) / partition;
            double factor = score > 0 ? share * (score / unit) : share;
            view.Factors[k] += factor;
            view.Factors[c] -= factor;
            view.Units[k] += (float)(factor * unit);
            rest += (share * score) - (factor * unit);
        }

        return rest;
    }

    private void Weigh(View view)
    {
        for (int c = 0; c < _clusters; c++)
        {
            foreach (int j in _members[c].Members)
                view.Weights[j] = view.Factors[c] * view.Shares[j];
        }
    }

    private View ViewOf(Span<float> state) => new(state, _units.Count, _clusters, Features);

    // What stands in the state.
    private readonly ref struct View
    {
        internal View(Span<float> state, int points, int clusters, int features)
        {
            Span<double> doubles = MemoryMarshal.Cast<float, double>(state[..^clusters]);
            Exponents = doubles[..points];
            Shares = doubles.Slice(points, points);
            Weights = doubles.Slice(2 * points, points);
            doubles = doubles[(3 * points)..];
            Distances = doubles[..clusters];
            Residuals = doubles.Slice(clusters, clusters);
            Factors = doubles.Slice(2 * clusters, clusters);
            Sums = doubles.Slice(3 * clusters, features);
            Units = state[^clusters..];
        }

        internal Span<double> Exponents { get; }

        internal Span<double> Shares { get; }

        internal Span<double> Weights { get; }

        internal Span<double> Distances { get; }

        internal Span<double> Residuals { get; }

        internal Span<double> Factors { get; }

        internal Span<double> Sums { get; }

        internal Span<float> Units { get; }
    }
}
