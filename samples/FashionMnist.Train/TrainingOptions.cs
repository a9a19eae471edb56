using System.Globalization;

namespace FashionMnist.Train;

/// <summary>The command line.</summary>
internal sealed record TrainingOptions
{
    internal const string Usage = """
        Trains the network of samples/FashionMnist on Fashion-MNIST.

          --data <folder>     the four .gz files of the dataset (default: the folder of Debian's package dataset-fashion-mnist)
          --epochs <number>   how often to go through the training pictures (default: 8)
          --seed <number>     of the initial weights and the order of the pictures (default: 1)
          --out <file>        where to save the weights (default: fashion.safetensors)
          --pictures <prefix> also write four test pictures of each class: <prefix>-images.idx and <prefix>-labels.idx
        """;

    private const int MaxEpochs = 1000;

    internal string Data { get; private init; } = "/usr/share/datasets/fashion-mnist";

    internal int Epochs { get; private init; } = 8;

    internal long Seed { get; private init; } = 1;

    internal string Out { get; private init; } = "fashion.safetensors";

    internal string? Pictures { get; private init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">An option is unknown, lacks its value, or has a value that it cannot take.</exception>
    internal static TrainingOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new TrainingOptions();
        for (; !args.IsEmpty; args = args[2..])
        {
            string option = args[0];
            string value = args.Length > 1 ? args[1] : throw new FormatException($"{option} lacks its value.");
            options = option switch
            {
                "--data" => options with { Data = value },
                "--epochs" => options with { Epochs = (int)Number(option, value, 1, MaxEpochs) },
                "--seed" => options with { Seed = Number(option, value, 0, long.MaxValue) },
                "--out" => options with { Out = value },
                "--pictures" => options with { Pictures = value },
                _ => throw new FormatException($"There is no option '{option}'."),
            };
        }

        return options;
    }

    private static long Number(string option, string value, long least, long most) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{option} takes a whole number from {least} to {most}, not '{value}'.");
}
