using System.CommandLine;
using ExplainGen.Cli.Pictures;

namespace ExplainGen.Cli.Commands;

/// <summary>What a command explains: pictures with their preprocessing, or numbers.</summary>
internal sealed class InputOptions
{
    private readonly PreprocessingOptions _preprocessing = new();

    private readonly Option<FileInfo[]> _pictures = new("--image", "-i")
    {
        Description = "Pictures to explain: PNG, JPEG or BMP.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<FileInfo?> _values = new("--values")
    {
        Description = "Inputs of any kind: text with a row of numbers each (a first line may name them), .npy, .npz, or .raw (float32).",
    };

    private readonly Option<string> _target = new("--target", "-t")
    {
        Description = "What to explain: top, 281, 281:282 (against the second), logodds:281.",
        DefaultValueFactory = _ => "top",
    };

    private readonly Option<FileInfo?> _labels = new("--labels") { Description = "A text file with the name of a class a line." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_pictures, _values, _target, _labels])
            command.Add(option);
        _preprocessing.AddTo(command);
    }

    /// <summary>What was written, checked against the model.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="model">The model's file.</param>
    /// <param name="shape">The shape of its input.</param>
    /// <exception cref="CliException">Nothing to explain was given, or both kinds, or pictures for a model that takes none.</exception>
    public InputSource Read(ParseResult result, FileInfo model, IReadOnlyList<int> shape)
    {
        FileInfo[] pictures = result.GetValue(_pictures) ?? [];
        FileInfo? table = result.GetValue(_values);
        if ((pictures.Length > 0) == (table is not null))
            throw new CliException("Either --image or --values says what to explain.");
        if (pictures.Length > 0)
            PictureReader.Check(shape);
        return new InputSource(
            pictures, table, _preprocessing.Read(result, model), TargetText.Parse(result.GetRequiredValue(_target)),
            result.GetValue(_labels) is { } file ? File.ReadAllLines(file.FullName) : null);
    }
}

/// <summary>The inputs of a command.</summary>
/// <param name="Pictures">Files of pictures, or none.</param>
/// <param name="Table">The file of numbers otherwise.</param>
/// <param name="Preprocessing">What becomes of pixels, as far as it was said.</param>
/// <param name="Target">What to explain.</param>
/// <param name="Labels">The names of classes, if they are known.</param>
internal sealed record InputSource(
    IReadOnlyList<FileInfo> Pictures, FileInfo? Table, Preprocessing? Preprocessing, Target Target, string[]? Labels)
{
    /// <summary>The attribute of the class; null where nothing needs one.</summary>
    public string? PictureAttribute => Pictures.Count > 0 ? (Preprocessing ?? new Preprocessing()).Attribute : Preprocessing?.Attribute;

    /// <summary>What to tell a user who said nothing of how pictures become inputs; null to others.</summary>
    public string? Warning => Pictures.Count > 0 && Preprocessing is null
        ? "No preprocessing was given: pixels went in as RGB from 0 to 1 (see --range, --mean, --std, --channels)."
        : null;

    /// <summary>Reads the inputs one after the other.</summary>
    public IEnumerable<ExplainedInput> Inputs(ModelMetadata model) => Table is null
        ? Pictures.Select(new PictureReader(model.Picture!).Read)
        : ExplainedInput.Rows(Table.FullName, model.InputCount);
}
