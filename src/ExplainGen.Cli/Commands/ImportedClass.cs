using ExplainGen.Cli.Compiling;
using ExplainGen.Cli.Pictures;
using ExplainGen.Onnx;
using ExplainGen.Onnx.Source;
using ExplainGen.Weights;
using Spectre.Console;

namespace ExplainGen.Cli.Commands;

/// <summary>An imported network as the files of a project: a class that compiles, and its weights.</summary>
internal sealed class ImportedClass
{
    private readonly ImportedNetwork _network;
    private readonly string _source;
    private readonly IReadOnlyList<string> _notes;

    private ImportedClass(ImportedNetwork network, string name, string? space, string weightsName, string source, CompiledModelType compiled)
    {
        (_network, _source, _notes) = (network, source, [.. network.Notes, .. compiled.Notes]);
        (Name, Namespace, WeightsName, Metadata) = (name, space, weightsName, compiled.Metadata);
    }

    /// <summary>The name of the class.</summary>
    public string Name { get; }

    /// <summary>Its namespace, if it has one.</summary>
    public string? Namespace { get; }

    /// <summary>The name of the weights file.</summary>
    public string WeightsName { get; }

    /// <summary>What is known of the model.</summary>
    public ModelMetadata Metadata { get; }

    /// <summary>Writes and compiles the class, in memory alone.</summary>
    /// <param name="network">The network.</param>
    /// <param name="file">The file that it came from.</param>
    /// <param name="name">The name of the class; null takes one after the file.</param>
    /// <param name="space">The namespace, if any.</param>
    /// <param name="explainers">The attributes of explainers and rules.</param>
    /// <param name="preprocessing">How pictures become inputs, if anything says so.</param>
    /// <exception cref="CliException">A name cannot be one.</exception>
    /// <exception cref="ModelCompilationException">The class does not compile.</exception>
    public static ImportedClass Of(
        ImportedNetwork network,
        FileInfo file,
        string? name,
        string? space,
        IReadOnlyList<string> explainers,
        Preprocessing? preprocessing)
    {
        string className = name ?? ClassName.Of(file.Name);
        if (!ClassName.IsValid(className))
            throw new CliException($"--class '{className}' is no name of a class.");
        if (space is not null && !space.Split('.').All(ClassName.IsValid))
            throw new CliException($"--namespace '{space}' is no namespace.");
        string weightsName = Path.GetFileNameWithoutExtension(file.Name) + ".safetensors";
        string source = ClassWriter.Write(network, new ClassOptions
        {
            ClassName = className,
            Namespace = space,
            WeightsFile = weightsName,
            Explainers = [.. explainers],
            Picture = preprocessing?.Attribute,
            Origin = file.Name,
        });
        CompiledModelType compiled = ModelCompiler.Compile(source, space is null ? className : $"{space}.{className}");
        return new ImportedClass(network, className, space, weightsName, source, compiled);
    }

    /// <summary>The files in a folder, not yet written.</summary>
    public FileSet In(string folder)
    {
        var files = new FileSet(folder);
        files.Add(WeightsName, path => SafetensorsWriter.Write(path, _network.Weights));
        files.Add(Name + ".cs", _source);
        return files;
    }

    /// <summary>Prints what was imported, and what there is to say of it.</summary>
    public void Report()
    {
        foreach (string note in _notes)
            AnsiConsole.MarkupLine($"[grey]{Markup.Escape(note)}[/]");
        Console.Out.WriteLine($"{_network.Declaration.Layers.Count} layers, {_network.ParameterCount:N0} weights");
    }
}
