using System.CommandLine;
using ExplainGen.Cli.Compiling;
using ExplainGen.Onnx;
using ExplainGen.Onnx.Source;
using ExplainGen.Weights;
using Spectre.Console;

namespace ExplainGen.Cli.Commands;

/// <summary><c>explaingen import model.onnx</c>: an annotated class and its weights.</summary>
internal static class ImportCommand
{
    /// <summary>Describes the command.</summary>
    internal static Command Create()
    {
        var model = new ModelInput();
        var rules = new RuleOptions();
        var folder = new Option<DirectoryInfo>("--out", "-o")
        {
            Description = "The folder to write to.",
            DefaultValueFactory = _ => new DirectoryInfo("."),
        };
        var name = new Option<string?>("--class") { Description = "The name of the class; after the file unless given." };
        var space = new Option<string?>("--namespace") { Description = "The namespace of the class." };
        var force = new Option<bool>("--force") { Description = "Replaces files that are there." };
        var command = new Command("import", "Turns an ONNX file into an annotated class and a safetensors file.")
        {
            folder, name, space, force,
        };
        model.AddTo(command);
        rules.AddTo(command);
        command.SetAction(result =>
        {
            FileInfo file = model.File(result);
            ImportedNetwork network = model.Import(result);
            string className = result.GetValue(name) ?? ClassName.Of(file.Name);
            if (!ClassName.IsValid(className))
                throw new CliException($"--class '{className}' is no name of a class.");
            DirectoryInfo target = result.GetRequiredValue(folder);
            string stem = Path.GetFileNameWithoutExtension(file.Name), weightsName = stem + ".safetensors";
            string sourcePath = Path.Combine(target.FullName, className + ".cs"), weightsPath = Path.Combine(target.FullName, weightsName);
            foreach (string path in (string[])[sourcePath, weightsPath])
            {
                if (File.Exists(path) && !result.GetValue(force))
                    throw new CliException($"'{path}' is there already; --force replaces it.");
            }

            var options = new ClassOptions
            {
                ClassName = className,
                Namespace = result.GetValue(space),
                WeightsFile = weightsName,
                Explainers = [.. rules.Attributes(result, "")],
                Origin = file.Name,
            };
            string source = ClassWriter.Write(network, options);

            // What does not compile is not written.
            string fullName = options.Namespace is { } prefix ? $"{prefix}.{className}" : className;
            CompiledModelType compiled = ModelCompiler.Compile(source, fullName);
            Directory.CreateDirectory(target.FullName);
            SafetensorsWriter.Write(weightsPath, network.Weights);
            AtomicText.Write(sourcePath, source);
            foreach (string note in compiled.Notes)
                AnsiConsole.MarkupLine($"[grey]{Markup.Escape(note)}[/]");
            Console.Out.WriteLine(sourcePath);
            Console.Out.WriteLine(weightsPath);
            Console.Out.WriteLine($"{network.Declaration.Layers.Count} layers, {network.ParameterCount:N0} weights");
            Console.Out.WriteLine($"In the project: <EmbeddedResource Include=\"{weightsName}\" LogicalName=\"{weightsName}\" />");
        });
        return command;
    }
}
