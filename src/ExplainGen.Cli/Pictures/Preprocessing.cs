using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExplainGen.Cli.Pictures;

/// <summary>
/// How a picture becomes the input of a network: pixels in a range, minus a mean, divided by a standard deviation, channel by channel.
/// </summary>
internal sealed record Preprocessing
{
    /// <summary>The order of the channels.</summary>
    public ChannelOrder Channels { get; init; } = ChannelOrder.Rgb;

    /// <summary>How the picture is brought to the network's size.</summary>
    public PictureFit Fit { get; init; } = PictureFit.Crop;

    /// <summary>What black becomes, before mean and deviation.</summary>
    public float Low { get; init; }

    /// <summary>What white becomes, likewise.</summary>
    public float High { get; init; } = 1;

    /// <summary>Subtracted from each channel, in the network's order of channels; one for all, or one each.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0];

    /// <summary>Each channel is divided by this afterwards.</summary>
    public IReadOnlyList<float> Deviation { get; init; } = [1];

    /// <summary>Reads the file that is kept beside a model.</summary>
    /// <exception cref="CliException">The file is not what it should be.</exception>
    public static Preprocessing Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), PreprocessingJson.Default.Preprocessing)
                ?? throw new CliException($"'{path}' holds nothing.");
        }
        catch (JsonException e)
        {
            throw new CliException($"'{path}' is no description of preprocessing: {e.Message}");
        }
    }

    /// <summary>Checks the numbers against the channels of a network.</summary>
    /// <exception cref="CliException">They do not fit.</exception>
    public Preprocessing CheckedFor(int channels)
    {
        if (Mean.Count != 1 && Mean.Count != channels)
            throw new CliException($"There are {Mean.Count} means for {channels} channels.");
        if (Deviation.Count != 1 && Deviation.Count != channels)
            throw new CliException($"There are {Deviation.Count} standard deviations for {channels} channels.");
        if (Mean.Concat(Deviation).Append(Low).Append(High).Any(v => !float.IsFinite(v)) || Deviation.Any(d => d <= 0) || Low >= High)
            throw new CliException("Means must be finite, standard deviations above 0, and the range must ascend.");
        return this;
    }

    /// <summary>A channel's value of a pixel from 0 to 1.</summary>
    public float Value(float pixel, int channel) => (Low + (High - Low) * pixel - Of(Mean, channel)) / Of(Deviation, channel);

    /// <summary>The least and the largest values that the input can have, as the arguments of an explainer.</summary>
    public string Bounds(int channels)
    {
        string[] lows = [.. Enumerable.Range(0, channels).Select(c => Text(Value(0, c)))];
        string[] highs = [.. Enumerable.Range(0, channels).Select(c => Text(Value(1, c)))];
        return lows.Distinct().Count() == 1 && highs.Distinct().Count() == 1
            ? $", Low = {lows[0]}, High = {highs[0]}"
            : $", Lows = [{string.Join(", ", lows)}], Highs = [{string.Join(", ", highs)}]";

        static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);
    }

    private static float Of(IReadOnlyList<float> values, int channel) => values[values.Count == 1 ? 0 : channel];
}

/// <summary>The order of a picture's channels.</summary>
internal enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red, as Caffe and OpenCV have it.</summary>
    Bgr,
}

/// <summary>How a picture is brought to another size.</summary>
internal enum PictureFit
{
    /// <summary>Its shorter side fits, and the middle is cut out.</summary>
    Crop,

    /// <summary>Both sides fit, whatever becomes of the proportions.</summary>
    Stretch,
}

/// <summary>The JSON of <see cref="Preprocessing"/>, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(Preprocessing))]
internal sealed partial class PreprocessingJson : JsonSerializerContext;
