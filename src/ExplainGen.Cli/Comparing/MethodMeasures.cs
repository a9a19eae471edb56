using System.Diagnostics;
using ExplainGen.Cli.Commands;
using ExplainGen.Cli.Compiling;

namespace ExplainGen.Cli.Comparing;

/// <summary>
/// Inputs that are explained by the same methods, and what is measured of these; means over the inputs. A method whose numbers go beyond
/// float32 for one input is left out for all of them, so that all that remain are compared by the same inputs.
/// </summary>
/// <param name="model">The model; its explainers are the methods.</param>
/// <param name="target">What is explained.</param>
internal sealed class MethodMeasures(CompiledModel model, Target target)
{
    private readonly List<(ExplainedInput Input, Explanation?[] ByMethod)> _inputs = [];
    private readonly Stopwatch _explaining = new();
    private readonly string?[] _failures = new string?[model.Metadata.Explainers.Length];

    /// <summary>The indexes of the methods that explained all inputs so far.</summary>
    public int[] Methods => [.. Enumerable.Range(0, _failures.Length).Where(m => _failures[m] is null)];

    /// <summary>Why others did not, a line each.</summary>
    public IEnumerable<string> LeftOut => _failures.OfType<string>();

    /// <summary>Each input with its explanations by <see cref="Methods"/>.</summary>
    public IEnumerable<(ExplainedInput Input, Explanation[] Explanations)> Inputs
    {
        get
        {
            int[] methods = Methods;
            return _inputs.Select(i => (i.Input, Array.ConvertAll(methods, m => i.ByMethod[m]!)));
        }
    }

    /// <summary>Explains an input by each method that did not fail before.</summary>
    public void Add(ExplainedInput input)
    {
        _explaining.Start();
        var explanations = new Explanation?[_failures.Length];
        foreach (int m in Methods)
        {
            try
            {
                explanations[m] = model.Explain(m, input.Values, target, keepLayers: false);
            }
            catch (NotFiniteNumberException e)
            {
                _failures[m] = $"{model.Metadata.Explainers[m].Name} is left out: {input.Name}: {e.Message}";
            }
        }

        _explaining.Stop();
        _inputs.Add((input, explanations));
    }

    /// <summary>What was measured of <see cref="Methods"/>, one each in their order.</summary>
    /// <param name="clock">Measures times, by the first input.</param>
    /// <param name="cancellation">Ends it early, by an exception.</param>
    public IReadOnlyList<MethodOutcome> Outcomes(MethodClock clock, CancellationToken cancellation)
    {
        int[] methods = Methods;
        double[] conserved = new double[methods.Length], sparseness = new double[methods.Length];
        double[,] agreement = new double[methods.Length, methods.Length];
        foreach ((_, Explanation[] explanations) in Inputs)
        {
            double[][] ranks = new double[methods.Length][];
            for (int m = 0; m < methods.Length; m++)
            {
                Explanation why = explanations[m];
                double[] map = Map(why);
                ranks[m] = RankCorrelation.Ranks(map);
                conserved[m] += why.Sum / why.Ledger.Seeded / _inputs.Count;
                sparseness[m] += Sparseness.Of(map) / _inputs.Count;
                for (int other = 0; other <= m; other++)
                    agreement[m, other] += RankCorrelation.Of(ranks[m], ranks[other]) / _inputs.Count;
            }
        }

        float[] first = _inputs[0].Input.Values;
        double[] milliseconds = clock.Measure(
            methods.Length, m => model.Explain(methods[m], first, target, keepLayers: false), _explaining.Elapsed, cancellation);
        ExplainerInfo[] infos = Array.ConvertAll(methods, m => model.Metadata.Explainers[m]);
        return [.. infos.Select((info, m) => new MethodOutcome(
            info.Name, info.IsGradient ? null : Finite(conserved[m]), sparseness[m], milliseconds[m],
            infos.Select((other, o) => (other.Name, o)).ToDictionary(
                p => p.Name, p => Finite(agreement[Math.Max(m, p.o), Math.Min(m, p.o)]))))];
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    // What a viewer sees: the sum over the channels of each pixel, or the numbers of anything else.
    private static double[] Map(Explanation why)
    {
        ReadOnlySpan<float> relevance = why.Relevance.Span;
        if (why.Shape.Length < 3)
            return Array.ConvertAll(relevance.ToArray(), r => (double)r);
        int channels = why.Shape[0], plane = relevance.Length / channels;
        double[] map = new double[plane];
        for (int i = 0; i < relevance.Length; i++)
            map[i % plane] += relevance[i];
        return map;
    }
}

/// <summary>What was measured of one method.</summary>
/// <param name="Method">The composite.</param>
/// <param name="Conserved">The share of the seeded relevance that arrives at the input; null for gradients, which conserve nothing.</param>
/// <param name="Sparseness">The Gini index of the sizes of relevance.</param>
/// <param name="Milliseconds">Of one explanation with its forward pass, as <see cref="MethodClock"/> measures them.</param>
/// <param name="Agreement">Spearman's rank correlation with each method; null where a map ranks nothing.</param>
internal sealed record MethodOutcome(
    string Method, double? Conserved, double Sparseness, double Milliseconds, IReadOnlyDictionary<string, double?> Agreement);
