using System.CommandLine;
using System.Globalization;

namespace ExplainGen.Cli.Pictures;

/// <summary>Preprocessing as it is given on the command line, or in a file beside the model.</summary>
internal sealed class PreprocessingOptions
{
    private readonly Option<FileInfo?> _file = new("--preprocessing")
    {
        Description = "A JSON file with the preprocessing; <model>.preprocessing.json beside the model unless given.",
    };

    private readonly Option<ChannelOrder?> _channels = new("--channels") { Description = "The order of the channels." };

    private readonly Option<PictureFit?> _fit = new("--fit") { Description = "How pictures are brought to the network's size." };

    private readonly Option<string?> _range = new("--range")
    {
        Description = "What black and white become: 0..1 (unless given), 0..255, -1..1.",
    };

    private readonly Option<string?> _mean = new("--mean")
    {
        Description = "Subtracted from the channels: one number or one each, such as 0.485,0.456,0.406.",
    };

    private readonly Option<string?> _deviation = new("--std") { Description = "The channels are divided by these afterwards." };

    private Option[] All => [_file, _channels, _fit, _range, _mean, _deviation];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in All)
            command.Add(option);
    }

    /// <summary>What was given; options replace what a file says. Null where nothing was.</summary>
    /// <param name="result">What was written.</param>
    /// <param name="model">The model's file.</param>
    /// <param name="shape">The shape of its input.</param>
    /// <exception cref="CliException">What was given cannot be, or says of pictures what the model takes none of.</exception>
    public Preprocessing? Read(ParseResult result, FileInfo model, IReadOnlyList<int> shape)
    {
        if (!PictureReader.Takes(shape))
        {
            // A file that happens to lie beside the model has nothing to say of it.
            return All.FirstOrDefault(o => result.GetResult(o) is { Implicit: false }) is { } written
                ? throw new CliException(
                    $"{written.Name} says how pictures become inputs, but the model takes {PictureReader.Text(shape)}.")
                : null;
        }

        string beside = Path.ChangeExtension(model.FullName, ".preprocessing.json");
        FileInfo? file = result.GetValue(_file);
        if (file is { Exists: false })
            throw new CliException($"There is no file '{file}'.");
        string? path = file?.FullName ?? (File.Exists(beside) ? beside : null);
        Preprocessing preprocessing = path is null ? new Preprocessing() : Preprocessing.Read(path);
        bool isGiven = path is not null;
        if (result.GetValue(_channels) is { } channels)
        {
            preprocessing = preprocessing with { Channels = Preprocessing.Defined("--channels", channels) };
            isGiven = true;
        }

        if (result.GetValue(_fit) is { } fit)
        {
            preprocessing = preprocessing with { Fit = Preprocessing.Defined("--fit", fit) };
            isGiven = true;
        }

        if (result.GetValue(_range) is { } range)
        {
            string[] ends = range.Split("..");
            if (ends.Length != 2)
                throw new CliException($"--range '{range}' is no range such as 0..255.");
            preprocessing = preprocessing with { Low = Number("--range", ends[0]), High = Number("--range", ends[1]) };
            isGiven = true;
        }

        if (result.GetValue(_mean) is { } mean)
        {
            preprocessing = preprocessing with { Mean = Numbers("--mean", mean) };
            isGiven = true;
        }

        if (result.GetValue(_deviation) is { } deviation)
        {
            preprocessing = preprocessing with { Deviation = Numbers("--std", deviation) };
            isGiven = true;
        }

        return isGiven ? preprocessing : null;
    }

    private static double[] Numbers(string option, string text) => Array.ConvertAll(text.Split(','), part => Number(option, part));

    private static double Number(string option, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new CliException($"{option}: '{text}' is no number.");
}
