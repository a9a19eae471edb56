using System.Diagnostics;
using System.Globalization;
using ExplainGen.Benchmarks.Comparison;
using ExplainGen.Benchmarks.Measuring;
using ExplainGen.Kernels;

namespace ExplainGen.Benchmarks.Neon;

/// <summary>
/// The Gaussian one-class machine: 10,000 inputs, about 1,000 support vectors, 30 features. What an explanation takes beside a score, and
/// what a score takes beside libsvm, on data where every support vector counts and on data where few do.
/// </summary>
internal static class NeonCommand
{
    /// <summary>The least share of support vectors: half of the training points.</summary>
    private const double Nu = 0.5;

    private const int LibsvmRounds = 5;

    private static readonly int[] s_groups = [1, 8, SquaredDistances.MostInputs];

    /// <summary>Measures and prints a table for each data set.</summary>
    /// <exception cref="DisagreementException">The scores are not those of libsvm.</exception>
    internal static void Run(BenchmarkOptions options)
    {
        Machine.RequireOptimizedCode();
        Console.WriteLine($"{Machine.Processor}, {Machine.InstructionSet}, {Machine.Runtime}");
        foreach (OneClassData data in (OneClassData[])[OneClassData.Spread(), OneClassData.Clustered()])
        {
            using LibsvmProcess? libsvm = LibsvmProcess.TryStart(data, Nu);
            using GaussianOneClass machine = Create(data, libsvm);
            Console.WriteLine($"\n## {data.Name}: {OneClassData.InputCount} inputs, {machine.Points.Count} support vectors\n");
            if (libsvm is not null)
                CheckScores(machine, data, libsvm);
            Console.Write(Table(machine, data, libsvm, options));
        }
    }

    /// <summary>The trained machine, or one whose first training points are its support vectors.</summary>
    private static GaussianOneClass Create(OneClassData data, LibsvmProcess? libsvm)
    {
        const int Count = (int)(OneClassData.TrainingCount * Nu);
        return libsvm is null
            ? new GaussianOneClass(
                data.Training.AsSpan(0, Count * OneClassData.Features), OneClassData.Features, [.. Enumerable.Repeat(1f, Count)],
                OneClassData.Gamma)
            : new GaussianOneClass(libsvm.SupportVectors, OneClassData.Features, libsvm.Coefficients, OneClassData.Gamma);
    }

    private static void CheckScores(GaussianOneClass machine, OneClassData data, LibsvmProcess libsvm)
    {
        float[] scores = new float[OneClassData.InputCount], peer = libsvm.Sums;
        var work = new OneClassWork(machine, data.Inputs, scores, null, SquaredDistances.MostInputs);
        Workers.Single.Run(work, work.Parts);
        double total = libsvm.Coefficients.Sum(c => (double)c);
        for (int i = 0; i < peer.Length; i++)
            peer[i] = (float)-Math.Log(peer[i] / total);
        double error = Agreement.OfLogits("Scores", scores, peer);
        Console.WriteLine($"Scores are those of scikit-learn {libsvm.Version} to {MarkdownTable.Error(error)} of the largest one.\n");
    }

    private static MarkdownTable Table(GaussianOneClass machine, OneClassData data, LibsvmProcess? libsvm, BenchmarkOptions options)
    {
        var table = new MarkdownTable(
            "threads", "group", "score ms", "explain ms", "explain / score", "libsvm ms", "libsvm / score", "other cores");
        float[] scores = new float[OneClassData.InputCount], relevance = new float[data.Inputs.Length];
        foreach (int threads in options.Threads)
        {
            using var workers = new Workers(threads);
            foreach (int group in s_groups)
            {
                void Score() => Run(new OneClassWork(machine, data.Inputs, scores, null, group));
                void Explain() => Run(new OneClassWork(machine, data.Inputs, scores, relevance, group));
                void Run(OneClassWork work) => workers.Run(work, work.Parts);

                Timings timings = options.Tournament.Measure([new(nameof(Score), Score), new(nameof(Explain), Explain)]);
                (string peer, string ratio) = libsvm is null ? ("", "") : Compare(libsvm, Score, options.Fastest);
                table.Row(
                    $"{threads}", $"{group}", MarkdownTable.Milliseconds(timings.Seconds(nameof(Score))),
                    MarkdownTable.Milliseconds(timings.Seconds(nameof(Explain))),
                    MarkdownTable.Digits(timings.Ratio(nameof(Explain), nameof(Score))), peer, ratio,
                    timings.Others.ToString("0.00", CultureInfo.InvariantCulture));
            }
        }

        return table;
    }

    /// <summary>libsvm, which knows one thread only, and a score by turns.</summary>
    private static (string Peer, string Ratio) Compare(LibsvmProcess libsvm, Action score, bool fastest)
    {
        var timings = new Timings(fastest);
        for (int round = 0; round < LibsvmRounds; round++)
        {
            timings.Add(nameof(libsvm), libsvm.Decide(), 0);
            score();
            long start = Stopwatch.GetTimestamp();
            score();
            timings.Add(nameof(score), Stopwatch.GetElapsedTime(start).TotalSeconds, 0);
        }

        return (
            MarkdownTable.Milliseconds(timings.Seconds(nameof(libsvm))),
            MarkdownTable.Digits(timings.Ratio(nameof(libsvm), nameof(score))));
    }
}
