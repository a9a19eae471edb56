using ExplainGen.Weights;

namespace ExplainGen.Kernels;

/// <summary>
/// The neuralized classifier with the Gaussian kernel, one class against one. Of two classes there is one score, the log ratio of the
/// positive to the negative part of the decision function, which has its sign; a bias is a support vector at no distance of its side.
/// Bley, Kauffmann, Krug, Müller, Montavon 2025, arXiv:2508.03913. Of more classes each has a score: the least of its log ratios against
/// the others, a derivation of this project.
/// </summary>
public sealed class RbfSvmHead : KernelRatioHead
{
    // Support vectors whose distances, of all pairs, say how the data is scaled.
    private const int ScaleSample = 256;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The weights file.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="classes">How many classes there are, at least 2.</param>
    /// <param name="rule">How distances share relevance among features.</param>
    /// <exception cref="WeightsException">
    /// A parameter is missing or cannot be, or a pair of classes has nothing of one sign.
    /// </exception>
    public RbfSvmHead(WeightReader reader, string layer, int features, int classes, SvmRule rule)
        : this(
            new HeadParameters(reader, layer),
            layer,
            features,
            classes,
            rule,
            new KernelUnits(new HeadParameters(reader, layer).Matrix("support_vectors", features, out _), features),
            new HeadParameters(reader, layer).Positive("gamma"))
    {
    }

    private RbfSvmHead(
        HeadParameters parameters, string layer, int features, int classes, SvmRule rule, KernelUnits vectors, double gamma)
        : base(
            layer,
            features,
            outputs: classes == 2 ? 1 : classes,
            vectors,
            gamma,
            Ratios(parameters, classes, vectors.Count),
            midpoint: MidpointShare(rule, vectors, gamma),
            hasConstants: true)
    {
    }

    private static double MidpointShare(SvmRule rule, KernelUnits vectors, double gamma) => rule switch
    {
        SvmRule.Midpoint => 1,
        SvmRule.GradientTimesInput => 0,
        _ => Math.Log10(gamma * MedianSquare(vectors)) switch
        {
            < -0.5 => 0,
            > 1.5 => 1,
            double lg => (0.4 * lg) + 0.4,
        },
    };

    // Of pairs of vectors; of no pair it is 0.
    private static double MedianSquare(KernelUnits vectors)
    {
        int[] sample = [.. Enumerable.Range(0, vectors.Count)];
        if (sample.Length > ScaleSample)
            sample = [.. Enumerable.Range(0, ScaleSample).Select(n => (int)((long)n * vectors.Count / ScaleSample))];
        var squares = new List<double>(sample.Length * (sample.Length - 1) / 2);
        for (int a = 0; a < sample.Length; a++)
        {
            for (int b = 0; b < a; b++)
                squares.Add(Square(vectors.Point(sample[a]), vectors.Point(sample[b])));
        }

        squares.Sort();
        int middle = squares.Count / 2;
        return squares.Count == 0 ? 0 : squares.Count % 2 == 1 ? squares[middle] : (squares[middle - 1] + squares[middle]) / 2;
    }

    private static double Square(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }

    private static KernelRatio[] Ratios(HeadParameters parameters, int classes, int vectors)
    {
        double[] coefficients = parameters.Read("coefficients", classes - 1, vectors);
        double[] bias = parameters.Read("bias", classes * (classes - 1) / 2);
        int[] counts = parameters.Indices("counts", classes, vectors + 1), starts = new int[classes + 1];
        for (int c = 0; c < classes; c++)
            starts[c + 1] = Math.Min(starts[c] + counts[c], vectors + 1);
        if (counts.Sum(count => (long)count) is long sum && sum != vectors)
            throw parameters.Problem("counts", $"adds up to {sum}; expected the {vectors} support vectors");
        var ratios = new List<KernelRatio>(bias.Length);
        for (int first = 0; first < classes; first++)
        {
            for (int second = first + 1; second < classes; second++)
            {
                // Row r of a vector is for the r-th of the other classes.
                (int Vector, double Coefficient)[] pair =
                [
                    .. Enumerable.Range(starts[first], counts[first]).Select(s => (s, coefficients[((second - 1) * vectors) + s])),
                    .. Enumerable.Range(starts[second], counts[second]).Select(s => (s, coefficients[(first * vectors) + s])),
                ];
                double constant = bias[ratios.Count];
                ratios.Add(new KernelRatio(Side(1, "above"), Side(-1, "below")));

                KernelSum Side(double sign, string where)
                {
                    (int Vector, double Coefficient)[] members = [.. pair.Where(member => member.Coefficient * sign > 0)];
                    if (members.Length == 0 && constant * sign <= 0)
                    {
                        throw parameters.Problem(
                            "coefficients",
                            $"has nothing {where} 0 between classes {first} and {second}, nor is their bias; expected both signs");
                    }

                    var side = new KernelSum(
                        [.. members.Select(member => member.Vector)],
                        [.. members.Select(member => member.Coefficient * sign)],
                        isNormalized: false,
                        Math.Max(0, constant * sign));
                    return double.IsFinite(side.Total)
                        ? side
                        : throw parameters.Problem("coefficients", "sums up to more than double precision holds; expected smaller numbers");
                }
            }
        }

        return [.. ratios];
    }
}
