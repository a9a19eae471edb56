using System.Diagnostics;

namespace ExplainGen.Benchmarks.Comparison;

/// <summary>The Fashion-MNIST sample, published ahead of time.</summary>
internal static class NativeSample
{
    private const string Solution = "ExplainGen.sln", Sample = "FashionMnist";

    /// <summary>Publishes the sample and returns the size of its executable, weights included.</summary>
    /// <exception cref="InvalidOperationException">It cannot be published, or this program does not lie in the source tree.</exception>
    public static long Size()
    {
        string output = Directory.CreateTempSubdirectory("explaingen-native").FullName;
        try
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
            foreach (string argument in (string[])["publish", Path.Combine(Root(), "samples", Sample), "-c", "Release", "-o", output])
                start.ArgumentList.Add(argument);
            using Process process = Process.Start(start)!;
            string log = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"Publishing the sample failed:\n{log}");
            string file = Path.Combine(output, OperatingSystem.IsWindows() ? Sample + ".exe" : Sample);
            return new FileInfo(file).Length;
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above this program holds {Solution}.");
    }
}
