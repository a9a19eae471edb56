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
        Description = "Inputs of any kind: text with a row of numbers each (a first line may name them), .npy, .npz (file.npz:x where x "
            + "is one of several arrays), or .raw (float32).",
    };

    private readonly Option<string> _target = new("--target", "-t")
    {
        Description = "What to explain: top, 281, 281:282 (against the second), logodds:281.",
        DefaultValueFactory = _ => "top",
    };

    private readonly Option<FileInfo?> _labels = new("--labels")
    {
        Description = "A text file with the name of a class a line; a first \"background\" is left out where the model has no such class.",
    };

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
            pictures, table, _preprocessing.Read(result, model, shape), TargetText.Parse(result.GetRequiredValue(_target)),
            result.GetValue(_labels) is { } file ? ClassNames.Read(file.FullName) : null);
    }
}

/// <summary>The inputs of a command.</summary>
/// <param name="Pictures">Files of pictures, or none.</param>
/// <param name="Table">The file of numbers otherwise.</param>
/// <param name="Preprocessing">What becomes of pixels, as far as it was said.</param>
/// <param name="Target">What to explain.</param>
/// <param name="Labels">The names of classes, if they are known.</param>
internal sealed record InputSource(
    IReadOnlyList<FileInfo> Pictures, FileInfo? Table, Preprocessing? Preprocessing, Target Target, IReadOnlyList<string>? Labels)
{
    /// <summary>The attribute of the class; null where nothing needs one.</summary>
    public string? PictureAttribute => Pictures.Count > 0 ? (Preprocessing ?? new Preprocessing()).Attribute : Preprocessing?.Attribute;

    /// <summary>What to tell a user of how inputs and names were read; empty where all was said, and fits.</summary>
    /// <param name="classes">The names as they were brought to the model.</param>
    public IReadOnlyList<string> Warnings(ClassNames classes)
    {
        var warnings = new List<string>();
        if (Pictures.Count > 0 && Preprocessing is null)
            warnings.Add("No preprocessing was given: pixels went in as RGB from 0 to 1 (see --range, --mean, --std, --channels).");
        if (classes.Warning is { } warning)
            warnings.Add(warning);
        return warnings;
    }

    /// <summary>Reads the inputs one after the other. No two of them share a file stem.</summary>
    public IEnumerable<ExplainedInput> Inputs(ModelMetadata model)
    {
        if (Table is not null)
            return ExplainedInput.Rows(Table.FullName, model.InputCount);
        var reader = new PictureReader(model.Picture!);
        string[] stems = FileNames.Unique([.. Pictures.Select(p => Path.GetFileNameWithoutExtension(p.Name))]);

        // Where the names of files are not enough to tell inputs apart, they are called as they were written.
        var names = Pictures.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Pictures.Select((file, i) => reader.Read(file) with
        {
            FileStem = stems[i],
            Name = names.Count == Pictures.Count ? file.Name : file.ToString(),
        });
    }
}
