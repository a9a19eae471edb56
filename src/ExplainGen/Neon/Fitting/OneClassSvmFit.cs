namespace ExplainGen.Neon;

/// <summary>
/// A one-class SVM with the Gaussian kernel, fitted by sequential minimal optimization: minimize 1/2 a^T K a over 0 &lt;= a_j &lt;= 1 with
/// sum a = nu N (Schölkopf et al., Neural Computation 13, 2001, in the scale of libsvm and scikit-learn), two coefficients at a time,
/// chosen by second order information (Fan, Chen and Lin, Working set selection using second order information for training support
/// vector machines, JMLR 6, 2005, algorithm WSS 2).
/// </summary>
public sealed record OneClassSvmFit
{
    private OneClassSvmFit(OneClassSvmParameters parameters, int[] support, int iterations, double violation, bool converged)
    {
        Parameters = parameters;
        Support = support;
        Iterations = iterations;
        Violation = violation;
        Converged = converged;
    }

    /// <summary>The fitted model: the points with coefficients above 0, in their order.</summary>
    public OneClassSvmParameters Parameters { get; }

    /// <summary>Which points the support vectors are, ascending.</summary>
    public int[] Support { get; }

    /// <summary>The steps that were made.</summary>
    public int Iterations { get; }

    /// <summary>By how much the conditions of optimality are violated at the end.</summary>
    public double Violation { get; }

    /// <summary>Whether that is within the tolerance; if not, the steps ran out.</summary>
    public bool Converged { get; }

    /// <summary>Fits the model.</summary>
    /// <param name="features">F, the number of features.</param>
    /// <param name="points">The data, [N, F].</param>
    /// <param name="nu">
    /// Above 0, at most 1: at most this part of the points is outside, and at least this part are support vectors.
    /// </param>
    /// <param name="gamma">Of the kernel exp(-gamma d^2), above 0.</param>
    /// <param name="options">Tolerance and bounds; null for the defaults.</param>
    /// <exception cref="ArgumentException">A size does not fit, a number is not finite, or one is outside its range.</exception>
    public static OneClassSvmFit Run(
        int features, double[] points, double nu, double gamma, OneClassSvmOptions? options = null)
    {
        options ??= new OneClassSvmOptions();
        options.Check(nameof(options));
        ParameterCheck.Count(features);
        ParameterCheck.Rows(points, features);
        ParameterCheck.Positive(nu);
        if (nu > 1)
            throw ParameterCheck.Error($"{nameof(nu)} is {nu:R}; expected a number above 0, at most 1.", nameof(nu));
        ParameterCheck.Positive(gamma);

        var problem = new OneClassDual(new KernelRows(features, points, gamma, options.CacheBytes), nu);
        int iterations = 0;
        bool converged = false;
        while (!converged && iterations < options.MaxIterations)
        {
            converged = !problem.Step(options.Tolerance);
            iterations += converged ? 0 : 1;
        }

        int[] support = [.. Enumerable.Range(0, problem.Coefficients.Length).Where(n => problem.Coefficients[n] > 0)];
        double[] vectors = new double[support.Length * features];
        for (int s = 0; s < support.Length; s++)
            points.AsSpan(support[s] * features, features).CopyTo(vectors.AsSpan(s * features));
        var parameters = new OneClassSvmParameters(
            features, vectors, Array.ConvertAll(support, n => problem.Coefficients[n]), gamma, problem.Rho());
        double violation = problem.Violation();
        return new OneClassSvmFit(parameters, support, iterations, violation, violation <= options.Tolerance);
    }
}
