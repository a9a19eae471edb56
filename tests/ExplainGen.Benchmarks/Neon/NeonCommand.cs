using System.Diagnostics;
using System.Globalization;
using ExplainGen.Benchmarks.Comparison;
using ExplainGen.Benchmarks.Measuring;
using ExplainGen.Neon;

namespace ExplainGen.Benchmarks.Neon;

/// <summary>
/// A generated one-class SVM with the Gaussian kernel: 10,000 inputs, about 1,000 support vectors, 30 features. What an explanation takes beside a score, and
/// what a score takes beside libsvm, on data where every support vector counts and on data where few do.
/// </summary>
internal static class NeonCommand
{
    /// <summary>The least share of support vectors: half of the training points.</summary>
    private const double Nu = 0.5;

    private const int LibsvmRounds = 5;

    /// <summary>Measures and prints a table for each data set.</summary>
    /// <exception cref="DisagreementException">The scores are not those of libsvm.</exception>
    internal static void Run(BenchmarkOptions options)
    {
        Machine.RequireOptimizedCode();
        Console.WriteLine($"{Machine.Processor}, {Machine.InstructionSet}, {Machine.Runtime}");
        foreach (OneClassData data in (OneClassData[])[OneClassData.Spread(), OneClassData.Clustered()])
        {
            using LibsvmProcess? libsvm = LibsvmProcess.TryStart(data, Nu);
            OneClassSvmParameters parameters = Create(data, libsvm);
            BenchmarkDetector model = BenchmarkDetector.Neuralize(parameters);
            Console.WriteLine($"\n## {data.Name}: {OneClassData.InputCount} inputs, {parameters.Coefficients.Length} support vectors\n");
            if (libsvm is not null)
                CheckScores(model, data, libsvm);
            Console.Write(Table(model, data, libsvm, options));
        }
    }

    /// <summary>The trained machine, or one whose first training points are its support vectors.</summary>
    private static OneClassSvmParameters Create(OneClassData data, LibsvmProcess? libsvm)
    {
        const int Count = (int)(OneClassData.TrainingCount * Nu);
        float[] vectors = libsvm?.SupportVectors ?? data.Training[..(Count * OneClassData.Features)];
        float[] coefficients = libsvm?.Coefficients ?? [.. Enumerable.Repeat(1f, Count)];
        return new OneClassSvmParameters(
            OneClassData.Features, Array.ConvertAll(vectors, v => (double)v), Array.ConvertAll(coefficients, c => (double)c),
            OneClassData.Gamma, rho: 0);
    }

    private static void CheckScores(BenchmarkDetector model, OneClassData data, LibsvmProcess libsvm)
    {
        float[] scores = new float[OneClassData.InputCount], peer = libsvm.Sums;
        model.PredictBatch(data.Inputs, scores);
        double total = libsvm.Coefficients.Sum(c => (double)c);
        for (int i = 0; i < peer.Length; i++)
            peer[i] = (float)-Math.Log(peer[i] / total);
        double error = Agreement.OfLogits("Scores", scores, peer);
        Console.WriteLine($"Scores are those of scikit-learn {libsvm.Version} to {MarkdownTable.Error(error)} of the largest one.\n");
    }

    private static MarkdownTable Table(BenchmarkDetector model, OneClassData data, LibsvmProcess? libsvm, BenchmarkOptions options)
    {
        var table = new MarkdownTable(
            "threads", "calls", "score ms", "explain ms", "explain / score", "libsvm ms", "libsvm / score", "other cores");
        float[] scores = new float[OneClassData.InputCount], relevance = new float[data.Inputs.Length];
        using Workspace workspace = model.CreateWorkspace();
        Row(1, "single", ScoreEach, ExplainEach);
        foreach (int threads in options.Threads)
        {
            Row(threads, "batch", () => model.PredictBatch(data.Inputs, scores, threads),
                () => model.ExplainBatch(data.Inputs, Target.Top, relevance, threads));
        }

        return table;

        void ScoreEach()
        {
            for (int i = 0; i < scores.Length; i++)
                model.Predict(Input(i), scores.AsSpan(i, 1), workspace);
        }

        void ExplainEach()
        {
            for (int i = 0; i < scores.Length; i++)
            {
                Span<float> to = relevance.AsSpan(i * OneClassData.Features, OneClassData.Features);
                model.Explain(Input(i), Target.Top, to, workspace);
            }
        }

        ReadOnlySpan<float> Input(int i) => data.Inputs.AsSpan(i * OneClassData.Features, OneClassData.Features);

        void Row(int threads, string calls, Action score, Action explain)
        {
            Timings timings = options.Tournament.Measure([new(nameof(score), score), new(nameof(explain), explain)]);
            (string peer, string ratio) = libsvm is null ? ("", "") : Compare(libsvm, score, options.Fastest);
            table.Row(
                $"{threads}", calls, MarkdownTable.Milliseconds(timings.Seconds(nameof(score))),
                MarkdownTable.Milliseconds(timings.Seconds(nameof(explain))),
                MarkdownTable.Digits(timings.Ratio(nameof(explain), nameof(score))), peer, ratio,
                timings.Others.ToString("0.00", CultureInfo.InvariantCulture));
        }
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
