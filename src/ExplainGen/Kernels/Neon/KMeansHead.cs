using System.Runtime.InteropServices;
using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>
/// Neuralized k-means: linear units that compare each cluster with its competitors, and a (soft) minimum over them. Kauffmann et al.,
/// TNNLS 2024, arXiv:1906.07633.
/// </summary>
public sealed class KMeansHead : InputwiseHead
{
    private readonly double[] _centroids;
    private readonly double _beta;
    private readonly int _clusters;
    private readonly bool _soft;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="clusters">How many clusters there are, at least 2.</param>
    /// <param name="soft">Whether the minimum is a soft one.</param>
    /// <exception cref="WeightsException">A parameter is missing or cannot be, or two centroids are the same.</exception>
    public KMeansHead(WeightReader reader, string layer, int features, int clusters, bool soft = false)
        : base(layer, features, outputs: clusters)
    {
        var parameters = new HeadParameters(reader, layer);
        _clusters = clusters;
        _soft = soft;
        _centroids = parameters.Read("centroids", clusters, features);
        _beta = parameters.Number("beta");
        if (_beta < 0 || (soft && _beta == 0))
            throw parameters.Problem("beta", $"is {HeadParameters.Text(_beta)}; expected a stiffness {(soft ? "above 0" : "of at least 0")}");
        RefuseDuplicates(parameters);
    }

    /// <inheritdoc/>
    public override int UnitCount => _clusters;

    // The squared distances in double precision; the relevance of the scores, the scores, and the relevance of the competitors.
    /// <inheritdoc/>
    protected override int StateLength => 5 * _clusters;

    /// <inheritdoc/>
    public override void Decide(ReadOnlySpan<double> x, Span<double> scores)
    {
        var squares = new double[_clusters];
        for (int k = 0; k < _clusters; k++)
        {
            for (int i = 0; i < Features; i++)
            {
                double difference = x[i] - _centroids[(k * Features) + i];
                squares[k] += difference * difference;
            }
        }

        for (int c = 0; c < _clusters; c++)
        {
            double least = squares.Where((_, k) => k != c).Min(), rest = 0;
            for (int k = 0; k < _clusters; k++)
                rest += k == c ? 0 : Math.Exp(-_beta * (squares[k] - least));
            scores[c] = least - squares[c] - (_soft ? Math.Log(rest) / _beta : 0);
        }
    }

    /// <inheritdoc/>
    protected override void Detect(ReadOnlySpan<float> x, Span<float> state)
    {
        Span<double> squares = Squares(state);
        for (int k = 0; k < squares.Length; k++)
        {
            ReadOnlySpan<double> centroid = Centroid(k);
            double sum = 0;
            for (int i = 0; i < x.Length; i++)
            {
                double difference = x[i] - centroid[i];
                sum += difference * difference;
            }

            squares[k] = sum;
        }
    }

    /// <inheritdoc/>
    protected override void Pool(Span<float> state, Span<float> scores)
    {
        ReadOnlySpan<double> squares = Squares(state);
        (int winner, double least, double second) = (-1, double.PositiveInfinity, double.PositiveInfinity);
        for (int k = 0; k < squares.Length; k++)
        {
            if (squares[k] < least)
                (winner, least, second) = (k, squares[k], least);
            else
                second = Math.Min(second, squares[k]);
        }

        for (int c = 0; c < squares.Length; c++)
        {
            double nearest = c == winner ? second : least;
            scores[c] = (float)(nearest - squares[c] - (_soft ? Math.Log(Partition(squares, c, nearest)) / _beta : 0));
        }
    }

    /// <inheritdoc/>
    protected override void RedistributePool(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, Span<float> state, QuotientLoss? loss)
    {
        ReadOnlySpan<double> squares = Squares(state);
        relevance.CopyTo(state[(2 * _clusters)..]);
        scores.CopyTo(state[(3 * _clusters)..]);
        Span<float> units = state.Slice(4 * _clusters, _clusters);
        units.Clear();
        for (int c = 0; c < relevance.Length; c++)
        {
            if (relevance[c] != 0)
                RedistributePool(squares, c, relevance[c], scores[c], units, loss);
        }
    }

    /// <inheritdoc/>
    protected override void RedistributeDetection(ReadOnlySpan<float> x, Span<float> state, Span<float> relevance, QuotientLoss? loss)
    {
        ReadOnlySpan<double> squares = Squares(state);
        Span<float> seeds = state.Slice(2 * _clusters, _clusters), scores = state.Slice(3 * _clusters, _clusters);
        for (int c = 0; c < seeds.Length; c++)
        {
            if (seeds[c] != 0 && scores[c] != 0)
                Redistribute(x, squares, c, seeds[c], scores[c], relevance);
        }
    }

    /// <inheritdoc/>
    protected override void Gradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> scores, Span<float> state, Span<float> gradient)
    {
        ReadOnlySpan<double> squares = Squares(state);
        for (int c = 0; c < weights.Length; c++)
        {
            if (weights[c] == 0)
                continue;
            double nearest = Nearest(squares, c), partition = Partition(squares, c, nearest);
            bool isTaken = false;
            for (int k = 0; k < squares.Length; k++)
            {
                // The first of equally near competitors is the minimum.
                double share = _soft ? Math.Exp(-_beta * (squares[k] - nearest)) / partition : !isTaken && squares[k] == nearest ? 1 : 0;
                if (k == c || share == 0)
                    continue;
                isTaken = true;
                for (int i = 0; i < gradient.Length; i++)
                    gradient[i] += (float)(weights[c] * share * 2 * (Centroid(c)[i] - Centroid(k)[i]));
            }
        }
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<float> RelevanceOfUnits(ReadOnlySpan<float> state) => state.Slice(4 * _clusters, _clusters);

    private void RedistributePool(
        ReadOnlySpan<double> squares, int c, float seed, float score, Span<float> units, QuotientLoss? loss)
    {
        // On the border between two clusters there is nothing to share.
        if (score == 0)
        {
            if (loss is not null)
                loss.Dropped += seed;
            return;
        }

        double nearest = Nearest(squares, c), partition = Partition(squares, c, nearest), shared = 0;
        for (int k = 0; k < units.Length; k++)
        {
            if (k == c)
                continue;
            double unit = Share(squares, c, k, nearest, partition, seed, score) * (squares[k] - squares[c]);
            units[k] += (float)unit;
            shared += unit;
        }

        if (loss is not null)
            loss.Bias += seed - shared;
    }

    private void Redistribute(ReadOnlySpan<float> x, ReadOnlySpan<double> squares, int c, float seed, float score, Span<float> relevance)
    {
        double nearest = Nearest(squares, c), partition = Partition(squares, c, nearest);
        for (int k = 0; k < squares.Length; k++)
        {
            if (k == c)
                continue;
            double share = Share(squares, c, k, nearest, partition, seed, score);
            ReadOnlySpan<double> own = Centroid(c), other = Centroid(k);
            for (int i = 0; i < relevance.Length; i++)
                relevance[i] += (float)(share * 2 * (own[i] - other[i]) * (x[i] - ((own[i] + other[i]) / 2)));
        }
    }

    // The relevance of the unit that compares c with k, for each part of what the unit says. No unit is below the score. Where that is not
    // positive units may be zero, and relevance is not divided by them.
    private double Share(ReadOnlySpan<double> squares, int c, int k, double nearest, double partition, float seed, float score)
    {
        double share = seed * Math.Exp(-_beta * (squares[k] - nearest)) / partition;
        return share / (score > 0 ? squares[k] - squares[c] : score);
    }

    // The squared distance to the nearest competitor of c.
    private static double Nearest(ReadOnlySpan<double> squares, int c)
    {
        double nearest = double.PositiveInfinity;
        for (int k = 0; k < squares.Length; k++)
            nearest = k == c ? nearest : Math.Min(nearest, squares[k]);
        return nearest;
    }

    // The sum over competitors of exp(-beta (|x - mu_k|^2 - nearest)), at least 1.
    private double Partition(ReadOnlySpan<double> squares, int c, double nearest)
    {
        double sum = 0;
        for (int k = 0; k < squares.Length; k++)
            sum += k == c ? 0 : Math.Exp(-_beta * (squares[k] - nearest));
        return sum;
    }

    private static Span<double> Squares(Span<float> state) => MemoryMarshal.Cast<float, double>(state[..(state.Length / 5 * 2)]);

    private ReadOnlySpan<double> Centroid(int k) => _centroids.AsSpan(k * Features, Features);

    // Between two centroids at the same place no input can decide.
    private void RefuseDuplicates(HeadParameters parameters)
    {
        for (int a = 0; a < _clusters; a++)
        {
            for (int b = a + 1; b < _clusters; b++)
            {
                if (Centroid(a).SequenceEqual(Centroid(b)))
                    throw parameters.Problem("centroids", $"has the same point in rows {a} and {b}; expected centroids that differ");
            }
        }
    }
}
