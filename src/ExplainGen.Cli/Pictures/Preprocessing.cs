using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExplainGen.Cli.Pictures;

/// <summary>
/// How a picture becomes the input of a network, as it is given on the command line or kept in a file beside the model: what the class's
/// <see cref="PictureAttribute"/> says.
/// </summary>
/// <remarks>Setters that are no initializers: only so does what a file leaves out keep its default.</remarks>
internal sealed record Preprocessing
{
    private static readonly Preprocessing s_none = new();

    /// <summary>The order of the channels.</summary>
    public ChannelOrder Channels { get; set; }

    /// <summary>How the picture is brought to the network's size.</summary>
    public PictureFit Fit { get; set; }

    /// <summary>What black becomes, before mean and deviation.</summary>
    public double Low { get; set; }

    /// <summary>What white becomes, likewise.</summary>
    public double High { get; set; } = 1;

    /// <summary>Subtracted from each channel, in the network's order of channels; one for all, or one each.</summary>
    public IReadOnlyList<double> Mean { get; set; } = [0];

    /// <summary>Each channel is divided by this afterwards.</summary>
    public IReadOnlyList<double> Deviation { get; set; } = [1];

    /// <summary>The attribute of the class.</summary>
    public string Attribute
    {
        get
        {
            var arguments = new List<string>();
            if (Channels != s_none.Channels)
                arguments.Add($"Order = ChannelOrder.{Channels}");
            if (Fit != s_none.Fit)
                arguments.Add($"Fit = PictureFit.{Fit}");
            if (Low != s_none.Low)
                arguments.Add($"Low = {Text(Low)}");
            if (High != s_none.High)
                arguments.Add($"High = {Text(High)}");
            if (!Mean.SequenceEqual(s_none.Mean))
                arguments.Add($"Mean = [{string.Join(", ", Mean.Select(Text))}]");
            if (!Deviation.SequenceEqual(s_none.Deviation))
                arguments.Add($"Deviation = [{string.Join(", ", Deviation.Select(Text))}]");
            return arguments.Count == 0 ? "[Picture]" : $"[Picture({string.Join(", ", arguments)})]";
        }
    }

    /// <summary>Reads the file that is kept beside a model.</summary>
    /// <exception cref="CliException">The file is not what it should be.</exception>
    public static Preprocessing Read(string path)
    {
        try
        {
            Preprocessing preprocessing = JsonSerializer.Deserialize(File.ReadAllText(path), PreprocessingJson.Default.Preprocessing)
                ?? throw new CliException($"'{path}' holds nothing.");
            if (preprocessing is not { Mean: not null, Deviation: not null })
                throw new CliException($"'{path}' says null where means or deviations stand.");

            // Numbers are read as members of an enumeration whether or not it has these, and 1e999 as infinity: neither is C#.
            Defined($"'{path}', channels", preprocessing.Channels);
            Defined($"'{path}', fit", preprocessing.Fit);
            double[] numbers = [preprocessing.Low, preprocessing.High, .. preprocessing.Mean, .. preprocessing.Deviation];
            return numbers.All(double.IsFinite) ? preprocessing : throw new CliException($"'{path}' holds a number that is not finite.");
        }
        catch (JsonException e)
        {
            throw new CliException($"'{path}' is no description of preprocessing: {e.Message}");
        }
    }

    /// <summary>A value, if it is a member of its enumeration.</summary>
    /// <param name="what">What it was given for.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="CliException">It is none.</exception>
    internal static T Defined<T>(string what, T value)
        where T : struct, Enum => Enum.IsDefined(value)
            ? value
            : throw new CliException($"{what}: '{value}' is none of {string.Join(", ", Enum.GetNames<T>())}.");

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>The JSON of <see cref="Preprocessing"/>, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(Preprocessing))]
internal sealed partial class PreprocessingJson : JsonSerializerContext;
