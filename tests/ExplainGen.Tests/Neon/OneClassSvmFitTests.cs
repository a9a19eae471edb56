using System.Text.Json;
using ExplainGen.Neon;

namespace ExplainGen.Tests.Neon;

/// <summary>The one-class SVM: optimality from its definition, closed forms, and scikit-learn.</summary>
public sealed class OneClassSvmFitTests
{
    private static readonly OneClassSvmOptions s_tight = new() { Tolerance = 1e-8 };

    public static TheoryData<string> Cases => [.. Fixture.Json("one-class-svm.json").GetProperty("cases").EnumerateArray()
        .Select(one => one.GetProperty("name").GetString()!)];

    // scikit-learn stores the kernel in single precision, which its coefficients are no better than.
    [Theory]
    [MemberData(nameof(Cases))]
    public void ScikitLearnFindsTheSame(string name)
    {
        JsonElement expected = Fixture.Case("one-class-svm.json", name);
        OneClassSvmFit fit = FitCase(expected, s_tight);
        Assert.Equal(expected.Integers("support"), fit.Support);
        double[] coefficients = expected.Doubles("coefficients");
        for (int s = 0; s < coefficients.Length; s++)
            Assert.Equal(1, fit.Parameters.Coefficients[s] / coefficients[s], 1e-3);
        Assert.Equal(1, fit.Parameters.Rho / expected.Double("rho"), 1e-6);

        int features = fit.Parameters.Features;
        double[] queries = expected.Doubles("queries"), decisions = expected.Doubles("decisions");
        for (int q = 0; q < decisions.Length; q++)
            Assert.Equal(decisions[q], Decision(fit.Parameters, queries.AsSpan(q * features, features)), 1e-6);
    }

    // The exact solution is that of linear equations, once it is known which coefficients lie between the bounds. An error of theirs
    // is at most the violation divided by the least eigenvalue of the kernel among them.
    [Theory]
    [MemberData(nameof(Cases))]
    public void TheExactSolutionIsReached(string name)
    {
        JsonElement expected = Fixture.Case("one-class-svm.json", name);
        OneClassSvmFit fit = FitCase(expected, new OneClassSvmOptions { Tolerance = 1e-12 });
        double[] exact = expected.Doubles("exactCoefficients");
        Assert.Equal(expected.Integers("support"), fit.Support);
        for (int s = 0; s < exact.Length; s++)
            Assert.Equal(exact[s], fit.Parameters.Coefficients[s], 1e-9);
        Assert.Equal(1, fit.Parameters.Rho / expected.Double("exactRho"), 1e-11);
    }

    // Karush, Kuhn and Tucker: the decision is 0 on free support vectors, at most 0 at coefficient 1, at least 0 at coefficient 0.
    [Theory]
    [InlineData(0.05, 0.3, 1e-8)]
    [InlineData(0.5, 1.0, 1e-6)]
    [InlineData(0.9, 0.01, 1e-3)]
    [InlineData(0.3, 30.0, 1e-10)]
    public void TheSolutionIsOptimal(double nu, double gamma, double tolerance)
    {
        double[] points = Fixture.Blobs(31, 150, [[0, 0, 0], [1, 2, 0]], 2);
        OneClassSvmFit fit = OneClassSvmFit.Run(3, points, nu, gamma, new OneClassSvmOptions { Tolerance = tolerance });
        Assert.True(fit.Converged);
        Assert.InRange(fit.Violation, 0, tolerance);
        Assert.Equal(nu * 150, fit.Parameters.Coefficients.Sum(), 1e-9);

        double[] all = new double[150];
        for (int s = 0; s < fit.Support.Length; s++)
            all[fit.Support[s]] = fit.Parameters.Coefficients[s];
        int outside = 0;
        for (int n = 0; n < 150; n++)
        {
            double decision = Decision(fit.Parameters, points.AsSpan(n * 3, 3));
            double slack = tolerance + 1e-12;
            Assert.InRange(all[n], 0, 1);
            if (all[n] < 1)
                Assert.InRange(decision, -slack, double.PositiveInfinity);
            if (all[n] > 0)
                Assert.InRange(decision, double.NegativeInfinity, slack);
            outside += decision < -slack ? 1 : 0;
        }

        // The property that nu is named for.
        Assert.InRange(outside, 0, nu * 150);
        Assert.InRange(fit.Support.Length, nu * 150, 150);
    }

    // By symmetry both coefficients are nu, and rho = nu (1 + k).
    [Fact]
    public void TwoPointsShareTheSum()
    {
        OneClassSvmFit fit = OneClassSvmFit.Run(1, [0, 2], 0.7, 0.25, s_tight);
        Assert.Equal(0.7, fit.Parameters.Coefficients[0], 1e-8);
        Assert.Equal(0.7, fit.Parameters.Coefficients[1], 1e-8);
        Assert.Equal(0.7 * (1 + Math.Exp(-1)), fit.Parameters.Rho, 1e-8);
    }

    // With nu = 1 every coefficient is 1: nothing can move.
    [Fact]
    public void AtNuOneThereIsNothingToChoose()
    {
        double[] points = Fixture.Blobs(32, 20, [[0, 0]], 2);
        OneClassSvmFit fit = OneClassSvmFit.Run(2, points, 1, 0.5);
        Assert.Equal(0, fit.Iterations);
        Assert.All(fit.Parameters.Coefficients, coefficient => Assert.Equal(1, coefficient));
        Assert.Equal(Enumerable.Range(0, 20), fit.Support);
        Assert.True(fit.Converged);
    }

    // The optimum is one over the data's copies together: the curvature between copies is 0, and the search still ends.
    [Fact]
    public void CopiesOfPointsDoNoHarm()
    {
        double[] once = Fixture.Blobs(33, 30, [[0, 0]], 2);
        OneClassSvmFit one = OneClassSvmFit.Run(2, once, 0.4, 0.5, s_tight);
        OneClassSvmFit two = OneClassSvmFit.Run(2, [.. once, .. once], 0.4, 0.5, s_tight);
        Assert.True(two.Converged);
        for (int n = 0; n < 30; n++)
        {
            double expected = Decision(one.Parameters, once.AsSpan(n * 2, 2));
            Assert.Equal(2 * expected, Decision(two.Parameters, once.AsSpan(n * 2, 2)), 1e-6);
        }

        OneClassSvmFit same = OneClassSvmFit.Run(1, [3, 3, 3, 3], 0.5, 1);
        Assert.Equal(2, same.Parameters.Rho, 1e-12);
    }

    [Fact]
    public void MemoryForTwoRowsIsEnoughAndChangesNothing()
    {
        double[] points = Fixture.Blobs(34, 100, [[0, 0]], 2);
        OneClassSvmFit expected = OneClassSvmFit.Run(2, points, 0.3, 1, s_tight);
        OneClassSvmFit found = OneClassSvmFit.Run(2, points, 0.3, 1, s_tight with { CacheBytes = 0 });
        Assert.Equal(expected.Parameters.Coefficients, found.Parameters.Coefficients);
        Assert.Equal(expected.Parameters.Rho, found.Parameters.Rho);
        Assert.Equal(expected.Iterations, found.Iterations);
    }

    [Fact]
    public void RowsAreKeptWithinTheBound()
    {
        double[] points = Fixture.Blobs(35, 50, [[0, 0]], 2);
        var rows = new KernelRows(2, points, 1, bytes: 3 * 50 * sizeof(double));
        int[] asked = [0, 1, 2, 0, 1, 2, 3, 1, 2, 3, 0];
        foreach (int point in asked)
        {
            ReadOnlySpan<double> row = rows[point];
            Assert.Equal(1, row[point]);
            double distance = Math.Pow(points[0] - points[2 * point], 2) + Math.Pow(points[1] - points[(2 * point) + 1], 2);
            Assert.Equal(Math.Exp(-distance), row[0], 1e-15);
            Assert.InRange(rows.Held, 1, 3);
        }

        // Row 3 takes the place of row 0, used the longest time ago; row 0 is computed again at the end.
        Assert.Equal(5, rows.Computed);
    }

    [Fact]
    public void StepsThatRunOutAreSaid()
    {
        double[] points = Fixture.Blobs(36, 100, [[0, 0]], 2);
        OneClassSvmFit fit = OneClassSvmFit.Run(2, points, 0.3, 1, s_tight with { MaxIterations = 3 });
        Assert.False(fit.Converged);
        Assert.Equal(3, fit.Iterations);
        Assert.InRange(fit.Violation, 1e-8, 100);
    }

    [Fact]
    public void BadArgumentsAreNamed()
    {
        Check("nu", "is 1.5; expected a number above 0, at most 1", () => OneClassSvmFit.Run(1, [1, 2], 1.5, 1));
        Check("nu", "is 0; expected", () => OneClassSvmFit.Run(1, [1, 2], 0, 1));
        Check("gamma", "is -1; expected", () => OneClassSvmFit.Run(1, [1, 2], 0.5, -1));
        Check("points", "whole rows of 2 features", () => OneClassSvmFit.Run(2, [1, 2, 3], 0.5, 1));
        Check("points", "is Infinity at entry 0", () => OneClassSvmFit.Run(1, [double.PositiveInfinity], 0.5, 1));
        Check("options.Tolerance", "is 0; expected", () => OneClassSvmFit.Run(1, [1], 0.5, 1, new() { Tolerance = 0 }));
        Check("options.MaxIterations", "is 0; expected", () => OneClassSvmFit.Run(1, [1], 0.5, 1, new() { MaxIterations = 0 }));
        Check("options.CacheBytes", "is -1; expected", () => OneClassSvmFit.Run(1, [1], 0.5, 1, new() { CacheBytes = -1 }));
    }

    private static OneClassSvmFit FitCase(JsonElement expected, OneClassSvmOptions options)
    {
        (int features, double[] points) = expected.Data();
        OneClassSvmFit fit = OneClassSvmFit.Run(features, points, expected.Double("nu"), expected.Double("gamma"), options);
        Assert.True(fit.Converged);
        return fit;
    }

    // Written out from the definition.
    private static double Decision(OneClassSvmParameters model, ReadOnlySpan<double> x)
    {
        double sum = -model.Rho;
        for (int s = 0; s < model.Coefficients.Length; s++)
        {
            double distance = 0;
            for (int f = 0; f < x.Length; f++)
                distance += Math.Pow(x[f] - model.SupportVectors[(s * x.Length) + f], 2);
            sum += model.Coefficients[s] * Math.Exp(-model.Gamma * distance);
        }

        return sum;
    }

    private static void Check(string argument, string message, Func<object> call)
    {
        var error = Assert.Throws<ArgumentException>(call);
        Assert.Equal(argument, error.ParamName);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
