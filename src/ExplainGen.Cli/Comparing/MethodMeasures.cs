using System.Diagnostics;
using ExplainGen.Cli.Compiling;

namespace ExplainGen.Cli.Comparing;

/// <summary>What is measured of methods that explain the same inputs; means over the inputs.</summary>
internal sealed class MethodMeasures
{
    private const int Repetitions = 3;

    private readonly string[] _methods;
    private readonly double[] _conserved, _sparseness, _milliseconds;
    private readonly double[,] _agreement;
    private int _count;

    /// <summary>Starts without any input.</summary>
    public MethodMeasures(IEnumerable<string> methods)
    {
        _methods = [.. methods];
        _conserved = new double[_methods.Length];
        _sparseness = new double[_methods.Length];
        _milliseconds = new double[_methods.Length];
        _agreement = new double[_methods.Length, _methods.Length];
    }

    /// <summary>Explains an input by each method and measures.</summary>
    public Explanation[] Explain(CompiledModel model, ReadOnlySpan<float> input, Target target)
    {
        _count++;
        var explanations = new Explanation[_methods.Length];
        double[][] ranks = new double[_methods.Length][];
        for (int m = 0; m < _methods.Length; m++)
        {
            // The first call compiles, so the shortest counts.
            double fastest = double.PositiveInfinity;
            for (int i = 0; i < Repetitions; i++)
            {
                long start = Stopwatch.GetTimestamp();
                explanations[m] = model.Explain(m, input, target, keepLayers: false);
                fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            Explanation why = explanations[m];
            float[] map = Map(why);
            ranks[m] = RankCorrelation.Ranks(map);
            _milliseconds[m] += fastest;
            _conserved[m] += why.Sum / why.Ledger.Seeded;
            _sparseness[m] += Sparseness.Of(map);
            for (int other = 0; other <= m; other++)
            {
                double agreement = RankCorrelation.Of(ranks[m], ranks[other]);
                _agreement[m, other] += agreement;
                if (other != m)
                    _agreement[other, m] += agreement;
            }
        }

        return explanations;
    }

    /// <summary>One method each, in the order of the explainers.</summary>
    public IReadOnlyList<MethodOutcome> Outcomes(ModelMetadata model) => [.. _methods.Select((name, m) => new MethodOutcome(
        name, model.Explainers[m].IsGradient ? null : Finite(_conserved[m] / _count), _sparseness[m] / _count, _milliseconds[m] / _count,
        _methods.Select((other, o) => (other, o)).ToDictionary(p => p.other, p => Finite(_agreement[m, p.o] / _count))))];

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    // What a viewer sees: the sum over the channels of each pixel, or the numbers of anything else.
    private static float[] Map(Explanation why)
    {
        ReadOnlySpan<float> relevance = why.Relevance.Span;
        if (why.Shape.Length < 3)
            return relevance.ToArray();
        int channels = why.Shape[0], plane = relevance.Length / channels;
        float[] map = new float[plane];
        for (int i = 0; i < relevance.Length; i++)
            map[i % plane] += relevance[i];
        return map;
    }
}

/// <summary>What was measured of one method.</summary>
/// <param name="Method">The composite.</param>
/// <param name="Conserved">The share of the seeded relevance that arrives at the input; null for gradients, which conserve nothing.</param>
/// <param name="Sparseness">The Gini index of the sizes of relevance.</param>
/// <param name="Milliseconds">Of one explanation with its forward pass.</param>
/// <param name="Agreement">Spearman's rank correlation with each method; null where a map ranks nothing.</param>
internal sealed record MethodOutcome(
    string Method, double? Conserved, double Sparseness, double Milliseconds, IReadOnlyDictionary<string, double?> Agreement);
