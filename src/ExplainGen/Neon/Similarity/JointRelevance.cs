using System.Numerics.Tensors;

namespace ExplainGen.Neon;

/// <summary>The sum over features of the products of relevance, which grows feature by feature.</summary>
internal sealed class JointRelevance(int elements, PooledCells cells)
{
    private readonly double[] _pairs = new double[cells.Count * cells.Count];
    private readonly double[] _first = new double[elements];
    private readonly double[] _second = new double[elements];
    private double[] _cellsOfFirst = [];
    private double[] _cellsOfSecond = [];
    private double _sum;

    /// <summary>Adds the products of some features.</summary>
    /// <param name="first">The maps of the first input, one behind the other.</param>
    /// <param name="second">Those of the second.</param>
    public void Add(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        int count = first.Length / elements, n = cells.Count;
        if (_cellsOfFirst.Length < count * n)
            (_cellsOfFirst, _cellsOfSecond) = (new double[count * n], new double[count * n]);
        for (int m = 0; m < count; m++)
        {
            ReadOnlySpan<float> a = first.Slice(m * elements, elements), b = second.Slice(m * elements, elements);
            cells.Pool(a, _cellsOfFirst.AsSpan(m * n, n));
            cells.Pool(b, _cellsOfSecond.AsSpan(m * n, n));
            double sumOfA = Sum(a), sumOfB = Sum(b);
            _sum += sumOfA * sumOfB;
            for (int i = 0; i < elements; i++)
            {
                _first[i] += a[i] * sumOfB;
                _second[i] += b[i] * sumOfA;
            }
        }

        // Row by row, so that a row stays in the cache for all features.
        for (int i = 0; i < n; i++)
        {
            Span<double> row = _pairs.AsSpan(i * n, n);
            for (int m = 0; m < count; m++)
            {
                double relevance = _cellsOfFirst[(m * n) + i];
                if (relevance != 0)
                    TensorPrimitives.MultiplyAdd(_cellsOfSecond.AsSpan(m * n, n), relevance, row, row);
            }
        }
    }

    public SimilarityExplanation ToExplanation(SimilarityMeasure measure, double similarity, double scale)
    {
        foreach (double[] sums in (double[][])[_pairs, _first, _second])
            TensorPrimitives.Multiply(sums, scale, sums);
        return new SimilarityExplanation(measure, similarity, _sum * scale, cells.Count, _pairs, _first, _second);
    }

    private static double Sum(ReadOnlySpan<float> relevance)
    {
        double sum = 0;
        foreach (float r in relevance)
            sum += r;
        return sum;
    }
}
