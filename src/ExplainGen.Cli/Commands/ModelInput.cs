using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ExplainGen.Onnx;

namespace ExplainGen.Cli.Commands;

/// <summary>The model that a command works on, and what its file does not say.</summary>
internal sealed class ModelInput
{
    private readonly Argument<FileInfo> _file = new("model") { Description = "The ONNX file." };

    private readonly Option<string?> _shape = new("--input")
    {
        Description = "Shape of the input with a batch of 1, such as 1x3x224x224, where the file leaves it free.",
    };

    private readonly Option<string?> _output = new("--output-name")
    {
        Description = "The output to explain, where there are several; the first unless given.",
    };

    private readonly Option<float?> _stiffness = new("--beta")
    {
        Description = "Stiffness of the pooling over clusters, where the model is k-means; 1 / mean score of the centroids unless given.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_file);
        command.Add(_shape);
        command.Add(_output);
        command.Add(_stiffness);
    }

    /// <summary>The file.</summary>
    public FileInfo File(ParseResult result) => result.GetRequiredValue(_file) is { Exists: true } file
        ? file
        : throw new CliException($"There is no file '{result.GetRequiredValue(_file)}'.");

    /// <summary>Imports the file.</summary>
    public ImportedNetwork Import(ParseResult result) => OnnxImporter.Import(
        File(result).FullName,
        new OnnxImportOptions
        {
            InputShape = ParseShape(result.GetValue(_shape)),
            Output = result.GetValue(_output),
            Stiffness = ParseStiffness(result.GetValue(_stiffness)),
        });

    private static float? ParseStiffness(float? beta) => beta is null || (beta >= 0 && float.IsFinite(beta.Value))
        ? beta
        : throw new CliException(string.Create(CultureInfo.InvariantCulture, $"--beta {beta} is no stiffness, a number of at least 0."));

    private static ImmutableArray<int>? ParseShape(string? text)
    {
        if (text is null)
            return null;
        var axes = ImmutableArray.CreateBuilder<int>();
        foreach (string axis in text.Split('x'))
        {
            axes.Add(int.TryParse(axis, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size > 0
                ? size
                : throw new CliException($"--input '{text}' is no shape such as 1x3x224x224."));
        }

        return axes.ToImmutable();
    }
}
