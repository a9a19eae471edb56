using System.Globalization;

namespace ExplainGen.Neon;

/// <summary>
/// Why two inputs are similar: the joint relevance of each cell of the first with each of the second. See <see cref="BiLrp"/>.
/// </summary>
public sealed class SimilarityExplanation
{
    private readonly double[] _pairs;

    internal SimilarityExplanation(
        SimilarityMeasure measure, double similarity, double attributed, int cells, double[] pairs, double[] first, double[] second)
    {
        Measure = measure;
        Similarity = similarity;
        Attributed = attributed;
        Cells = cells;
        _pairs = pairs;
        First = first;
        Second = second;
    }

    /// <summary>The similarity that is explained.</summary>
    public SimilarityMeasure Measure { get; }

    /// <summary>How similar the inputs are.</summary>
    public double Similarity { get; }

    /// <summary>
    /// The joint relevance of all pairs of elements: the similarity, where the network conserves relevance (rules that absorb nothing, no
    /// biases).
    /// </summary>
    public double Attributed { get; }

    /// <summary>What of the similarity no pair of elements is given: that of biases and stabilizers.</summary>
    public double Unattributed => Similarity - Attributed;

    /// <summary>How many cells each input has: its elements, unless they were pooled.</summary>
    public int Cells { get; }

    /// <summary>
    /// The joint relevance, row-major, <see cref="Cells"/> x <see cref="Cells"/>: a row for each cell of the first input.
    /// </summary>
    public ReadOnlyMemory<double> Pairs => _pairs;

    /// <summary>
    /// The relevance of each element of the first input, row-major in the input's shape: the sum of its joint relevance with all elements
    /// of the second. It is not pooled.
    /// </summary>
    public ReadOnlyMemory<double> First { get; }

    /// <summary>The same for the second input.</summary>
    public ReadOnlyMemory<double> Second { get; }

    /// <summary>The joint relevance of two cells.</summary>
    /// <param name="first">Of the first input.</param>
    /// <param name="second">Of the second input.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cell.</exception>
    public double this[int first, int second]
    {
        get
        {
            CheckCell(first, nameof(first));
            CheckCell(second, nameof(second));
            return _pairs[(first * Cells) + second];
        }
    }

    /// <summary>
    /// The pairs of the largest magnitude, the strongest first; of equals the one that stands first in <see cref="Pairs"/>.
    /// </summary>
    /// <param name="count">How many at most, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public IReadOnlyList<RelevancePair> Strongest(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);

        // The weakest of those found so far is the first to leave.
        var strongest = new PriorityQueue<int, (double Magnitude, int Earlier)>();
        for (int i = 0; i < _pairs.Length; i++)
        {
            if (strongest.Count < count)
                strongest.Enqueue(i, (Math.Abs(_pairs[i]), -i));
            else
                strongest.EnqueueDequeue(i, (Math.Abs(_pairs[i]), -i));
        }

        var pairs = new RelevancePair[strongest.Count];
        for (int i = pairs.Length - 1; i >= 0; i--)
        {
            int pair = strongest.Dequeue();
            pairs[i] = new RelevancePair(pair / Cells, pair % Cells, _pairs[pair]);
        }

        return pairs;
    }

    /// <summary>The similarity in a sentence, and how much of it pairs explain.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Measure == SimilarityMeasure.Cosine ? "cosine" : "dot product")} {Similarity:g6} = {Attributed:g6} of {Cells} x {Cells} pairs "
        + $"+ {Unattributed:g3} unattributed");

    private void CheckCell(int cell, string argument)
    {
        if ((uint)cell >= (uint)Cells)
            throw new ArgumentOutOfRangeException(argument, cell, $"Each input has {Cells} cells, 0 to {Cells - 1}.");
    }
}
