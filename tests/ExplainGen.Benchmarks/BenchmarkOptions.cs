using System.Globalization;
using ExplainGen.Benchmarks.Measuring;
using ExplainGen.Benchmarks.Networks;

namespace ExplainGen.Benchmarks;

/// <summary>What is measured.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>Names of networks.</summary>
    public IReadOnlyList<string> Networks { get; init; } = NetworkTable.Names;

    /// <summary>What the text of a layer must hold for it to be measured by itself.</summary>
    public string Layer { get; init; } = "";

    /// <summary>Numbers of threads; every engine has as many.</summary>
    public IReadOnlyList<int> Threads { get; init; } = Environment.ProcessorCount == 1 ? [1] : [1, Environment.ProcessorCount];

    /// <summary>Batch sizes.</summary>
    public IReadOnlyList<int> Batches { get; init; } = [1];

    /// <summary>Whether only forward passes are measured.</summary>
    public bool ForwardOnly { get; init; }

    /// <summary>Whether rounds are few and turns short.</summary>
    public bool Quick { get; init; }

    /// <summary>Whether the fastest calls count rather than the medians.</summary>
    public bool Fastest { get; init; }

    /// <summary>How to measure.</summary>
    public Tournament Tournament => (Quick ? Tournament.Quick : Tournament.Thorough) with { Fastest = Fastest };

    /// <summary>Whether a sample is published ahead of time, to see its size.</summary>
    public bool Native { get; init; }

    /// <summary>The file to write besides the console; null writes none.</summary>
    public string? Output { get; init; }

    /// <summary>Reads options.</summary>
    /// <exception cref="ArgumentException">An option is unknown or has a wrong value.</exception>
    public static BenchmarkOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new BenchmarkOptions();
        for (int i = 0; i < arguments.Length; i++)
        {
            string option = arguments[i];
            string value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            switch (option)
            {
                case "--networks":
                    options = options with { Networks = value.Split(',') };
                    i++;
                    break;
                case "--layer":
                    options = options with { Layer = value };
                    i++;
                    break;
                case "--threads":
                    options = options with { Threads = Numbers(option, value) };
                    i++;
                    break;
                case "--batch":
                    options = options with { Batches = Numbers(option, value) };
                    i++;
                    break;
                case "--out" when value.Length > 0:
                    options = options with { Output = value };
                    i++;
                    break;
                case "--forward":
                    options = options with { ForwardOnly = true };
                    break;
                case "--quick":
                    options = options with { Quick = true };
                    break;
                case "--fastest":
                    options = options with { Fastest = true };
                    break;
                case "--aot":
                    options = options with { Native = true };
                    break;
                default:
                    throw new ArgumentException($"'{option}' is no option.");
            }
        }

        return options;
    }

    private static int[] Numbers(string option, string value) => [.. value.Split(',').Select(text =>
        int.TryParse(text, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new ArgumentException($"{option} needs positive numbers separated by commas, not '{value}'."))];
}
