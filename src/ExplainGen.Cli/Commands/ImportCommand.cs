using System.CommandLine;
using ExplainGen.Cli.Pictures;
using ExplainGen.Onnx;

namespace ExplainGen.Cli.Commands;

/// <summary><c>explaingen import model.onnx</c>: an annotated class and its weights.</summary>
internal static class ImportCommand
{
    /// <summary>Describes the command.</summary>
    internal static Command Create()
    {
        var model = new ModelInput();
        var rules = new RuleOptions();
        var preprocessing = new PreprocessingOptions();
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
        preprocessing.AddTo(command);
        Work.Of(command, (result, work) =>
        {
            FileInfo file = model.File(result);
            ImportedNetwork network = model.Import(result);
            work.Begin("compiling");
            ImportedClass imported = ImportedClass.Of(
                network, file, result.GetValue(name), result.GetValue(space), rules.Attributes(result),
                preprocessing.Read(result, file, [.. network.Declaration.InputShape]));
            FileSet files = imported.In(result.GetRequiredValue(folder).FullName);
            work.Begin("writing");
            return () =>
            {
                files.Write(replace: result.GetValue(force));
                imported.Report();
                Console.Out.WriteLine(
                    $"In the project: <EmbeddedResource Include=\"{imported.WeightsName}\" LogicalName=\"{imported.WeightsName}\" />");
            };
        });
        return command;
    }
}
