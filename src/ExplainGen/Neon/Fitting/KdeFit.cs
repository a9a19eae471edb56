namespace ExplainGen.Neon;

/// <summary>
/// The bandwidth of a kernel density estimate that makes each point most likely under the others: the maximum of the leave-one-out
/// likelihood over gamma, found by its fixed point gamma = N F / (2 sum_jl w_jl d_jl^2), where w_jl = softmax over l != j of
/// -gamma d_jl^2 (Bley et al., arXiv:2508.03913). Every pass raises the likelihood, as the passes are those of expectation
/// maximization with one common variance.
/// </summary>
/// <remarks>Passes take O(N^2 F) time and O(N) memory a core, on all cores, with the same result on any number of them.</remarks>
public sealed record KdeFit
{
    /// <summary>Numbers to look at below which more threads cost more than they save.</summary>
    private const double SerialWork = 1 << 19;

    private KdeFit(KdeParameters parameters, double meanLogLikelihood, int iterations, bool converged)
    {
        Parameters = parameters;
        MeanLogLikelihood = meanLogLikelihood;
        Iterations = iterations;
        Converged = converged;
    }

    /// <summary>The points and the gamma that was found.</summary>
    public KdeParameters Parameters { get; }

    /// <summary>The bandwidth h of exp(-d^2 / (2 h^2)): 1 / sqrt(2 gamma).</summary>
    public double Bandwidth => 1 / Math.Sqrt(2 * Parameters.Gamma);

    /// <summary>The mean over the points of the log density that the others give to them, in nats.</summary>
    public double MeanLogLikelihood { get; }

    /// <summary>The passes that were made.</summary>
    public int Iterations { get; }

    /// <summary>Whether gamma came to rest before the passes ran out.</summary>
    public bool Converged { get; }

    /// <summary>Finds the bandwidth, beginning at the spread of all pairs; of several maxima, that one which is met first.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="points">The data, [N, F]; at least two, not each of them with a copy.</param>
    /// <param name="options">When to end; null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// A size does not fit, a number is not finite, or the likelihood grows without bound because every point has a copy.
    /// </exception>
    public static KdeFit Run(int features, double[] points, KdeOptions? options = null)
    {
        options ??= new KdeOptions();
        options.Check(nameof(options));
        ParameterCheck.Count(features);
        int count = ParameterCheck.Rows(points, features, leastRows: 2);

        // At gamma 0 every weight is 1 / (N - 1): the first pass finds the spread of all pairs.
        double gamma = 0;
        bool converged = false;
        int iterations = 0;
        while (!converged && iterations < options.MaxIterations)
        {
            iterations++;
            double next = (double)count * features / (2 * LeaveOneOut(features, points, gamma, spread: true));
            if (!(next > 0 && next <= double.MaxValue))
                throw NoMaximum(copies: double.IsPositiveInfinity(next));
            converged = Math.Abs(next - gamma) <= options.Tolerance * next;
            gamma = next;
        }

        double logLikelihood = LeaveOneOut(features, points, gamma, spread: false) / count;
        logLikelihood += (features * Math.Log(gamma / Math.PI) / 2) - Math.Log(count - 1);
        return new KdeFit(new KdeParameters(features, points, gamma), logLikelihood, iterations, converged);
    }

    private static ArgumentException NoMaximum(bool copies) => copies
        ? ParameterCheck.Error(
            $"points: every point has a copy, and the likelihood has no maximum; expected a point that occurs once.", "points")
        : ParameterCheck.Error($"points: squared distances exceed {double.MaxValue:R}; expected points nearer to each other.", "points");

    // The sum over the points j of sum_l w_jl d_jl^2 (spread), or of log sum_l exp(-gamma d_jl^2); l != j.
    private static double LeaveOneOut(int features, double[] points, double gamma, bool spread)
    {
        int count = points.Length / features;
        double[] results = new double[count];
        if ((double)count * count * features < SerialWork)
        {
            double[] distances = new double[count];
            for (int j = 0; j < count; j++)
                Row(j, distances);
        }
        else
        {
            Parallel.For(0, count, () => new double[count], (j, _, distances) => Row(j, distances), _ => { });
        }

        double total = 0;
        foreach (double result in results)
            total += result;
        return total;

        double[] Row(int j, double[] distances)
        {
            ReadOnlySpan<double> point = points.AsSpan(j * features, features);
            double nearest = double.PositiveInfinity;
            for (int l = 0; l < count; l++)
            {
                distances[l] = Distance.Squared(point, points.AsSpan(l * features, features));
                if (l != j)
                    nearest = Math.Min(nearest, distances[l]);
            }

            double sum = 0, weighted = 0;
            for (int l = 0; l < count; l++)
            {
                if (l == j)
                    continue;
                double kernel = Math.Exp(-gamma * (distances[l] - nearest));
                sum += kernel;
                weighted += kernel * distances[l];
            }

            results[j] = spread ? weighted / sum : Math.Log(sum) - (gamma * nearest);
            return distances;
        }
    }
}
