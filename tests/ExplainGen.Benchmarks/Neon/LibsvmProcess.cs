using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ExplainGen.Benchmarks.Neon;

/// <summary>
/// The one-class support vector machine of scikit-learn, which is that of libsvm, in a Python process of its own: it is trained there, its
/// support vectors are read back, and its decision function is timed by the process itself whenever it is asked.
/// </summary>
internal sealed class LibsvmProcess : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import sys, time
        try:
            import numpy as np, sklearn
            from sklearn.svm import OneClassSVM
        except ImportError as e:
            print(e, flush=True)
            sys.exit(0)
        folder, features, gamma, nu = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
        read = lambda name: np.fromfile(folder + '/' + name, np.float32).reshape(-1, features).astype(np.float64)
        training, inputs = read('training'), read('inputs')
        model = OneClassSVM(kernel='rbf', gamma=gamma, nu=nu).fit(training)
        model.support_vectors_.astype(np.float32).tofile(folder + '/vectors')
        model.dual_coef_.astype(np.float32).tofile(folder + '/coefficients')
        model.score_samples(inputs).astype(np.float32).tofile(folder + '/sums')
        print('ready ' + sklearn.__version__, flush=True)
        for line in sys.stdin:
            start = time.perf_counter()
            model.decision_function(inputs)
            print(time.perf_counter() - start, flush=True)
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("explaingen-libsvm-");
    private readonly Process _process;

    private LibsvmProcess(OneClassData data, double nu)
    {
        Write("training", data.Training);
        Write("inputs", data.Inputs);
        string[] arguments =
        [
            "-c", Script, _folder.FullName, Text(OneClassData.Features), Text(OneClassData.Gamma), Text(nu),
        ];
        _process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

        static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>The version of scikit-learn.</summary>
    internal string Version { get; private set; } = "";

    /// <summary>The support vectors, one behind the other.</summary>
    internal float[] SupportVectors => Read("vectors");

    /// <summary>The coefficients α, which libsvm sums to nu times the number of training points.</summary>
    internal float[] Coefficients => Read("coefficients");

    /// <summary>Σ α k of each input.</summary>
    internal float[] Sums => Read("sums");

    /// <summary>Starts and trains it.</summary>
    /// <param name="data">What to train on and to score.</param>
    /// <param name="nu">The least share of support vectors.</param>
    /// <returns>The process, or null when there is no Python or no scikit-learn; the console says so then.</returns>
    internal static LibsvmProcess? TryStart(OneClassData data, double nu)
    {
        if (!File.Exists(Python))
        {
            Console.WriteLine($"There is no {Python}, so nothing is compared with libsvm.");
            return null;
        }

        var process = new LibsvmProcess(data, nu);
        string answer = process._process.StandardOutput.ReadLine() ?? "it ended";
        if (answer.StartsWith("ready ", StringComparison.Ordinal))
        {
            process.Version = answer["ready ".Length..];
            return process;
        }

        Console.WriteLine($"{Python} has no scikit-learn ({answer}), so nothing is compared with libsvm.");
        process.Dispose();
        return null;
    }

    /// <summary>Seconds that one decision function of all inputs takes.</summary>
    /// <exception cref="InvalidOperationException">The process has ended.</exception>
    internal double Decide()
    {
        _process.StandardInput.WriteLine();
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The Python process has ended.");
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    /// <summary>Ends the process and removes its files.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Write(string name, ReadOnlySpan<float> values) =>
        File.WriteAllBytes(Path.Combine(_folder.FullName, name), MemoryMarshal.AsBytes(values));

    private float[] Read(string name) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(_folder.FullName, name))).ToArray();
}
