using System.Diagnostics;
using System.Globalization;
using ExplainGen.Benchmarks.Networks;

namespace ExplainGen.Benchmarks.Comparison;

/// <summary>How long a process takes that explains one input, with the just-in-time compiler as it comes.</summary>
/// <param name="Process">Seconds from the start of the process to the explanation.</param>
/// <param name="Load">Seconds of these in which the model was loaded.</param>
/// <param name="Explain">Seconds of these in which the input was explained.</param>
internal sealed record ColdStart(double Process, double Load, double Explain)
{
    /// <summary>The command that a process of its own runs.</summary>
    public const string Command = "cold";

    /// <summary>Starts such a process and waits for it.</summary>
    /// <param name="weightsFile">The network's weights.</param>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static ColdStart Measure(NetworkCase network, string weightsFile)
    {
        string host = Environment.ProcessPath!;
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(host) == "dotnet")
            start.ArgumentList.Add(typeof(ColdStart).Assembly.Location);
        start.ArgumentList.Add(Command);
        start.ArgumentList.Add(network.Name);
        start.ArgumentList.Add(weightsFile);
        long began = Stopwatch.GetTimestamp();
        using Process process = System.Diagnostics.Process.Start(start)!;
        string? line = process.StandardOutput.ReadLine();
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        process.WaitForExit();
        if (process.ExitCode != 0 || line?.Split(' ') is not [string load, string explain])
            throw new InvalidOperationException($"A process that explains one input of {network.Name} failed.");
        return new ColdStart(seconds, Parse(load), Parse(explain));

        static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>What that process does: it loads the model, explains one input, and says how long both took.</summary>
    public static void Run(string name, string weightsFile)
    {
        NetworkCase network = NetworkTable.Find(name);
        float[] input = new float[network.Metadata.InputCount];
        Array.Fill(input, 0.5f);
        long start = Stopwatch.GetTimestamp();
        IModelPasses model = network.Load(weightsFile);
        TimeSpan load = Stopwatch.GetElapsedTime(start);
        Explanation explanation = ModelRunner.Explain(
            model, network.Metadata, model.Workspaces, 0, input, Target.Top, keepLayers: false);
        TimeSpan explain = Stopwatch.GetElapsedTime(start) - load;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{load.TotalSeconds} {explain.TotalSeconds}"));
        GC.KeepAlive(explanation);
    }
}
