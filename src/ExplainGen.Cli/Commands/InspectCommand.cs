using System.CommandLine;
using System.Globalization;
using ExplainGen.Cli.Compiling;
using ExplainGen.Onnx;
using ExplainGen.Onnx.Source;
using Spectre.Console;

namespace ExplainGen.Cli.Commands;

/// <summary><c>explaingen inspect model.onnx</c>: layers, what they cost, and the rule of each.</summary>
internal static class InspectCommand
{
    private const string ClassNameInMemory = "Model";

    /// <summary>Describes the command.</summary>
    internal static Command Create()
    {
        var model = new ModelInput();
        var rules = new RuleOptions();
        var source = new Option<bool>("--source") { Description = "Prints the annotated class instead." };
        var command = new Command("inspect", "Shows the layers of an ONNX file, what they cost and which rules they get.") { source };
        model.AddTo(command);
        rules.AddTo(command);
        command.SetAction(result =>
        {
            ImportedNetwork network = model.Import(result);
            string text = ClassWriter.Write(network, new ClassOptions
            {
                ClassName = ClassNameInMemory,
                Explainers = [.. rules.Attributes(result)],
                Origin = model.File(result).Name,
            });
            if (result.GetValue(source))
            {
                Console.Out.Write(text);
                return;
            }

            CompiledModelType compiled = ModelCompiler.Compile(text, ClassNameInMemory);
            Show(network, compiled.Metadata);
            foreach (string note in compiled.Notes)
                AnsiConsole.MarkupLine($"[grey]{Markup.Escape(note)}[/]");
        });
        return command;
    }

    private static void Show(ImportedNetwork network, ModelMetadata metadata)
    {
        var weights = network.Weights.GroupBy(w => w.Name[..w.Name.LastIndexOf('.')])
            .ToDictionary(g => g.Key, g => g.Sum(w => (long)w.ElementCount));
        Table table = new Table().Border(TableBorder.Simple).AddColumns("layer", "kind", "output");
        table.AddColumn(new TableColumn("weights").RightAligned());
        foreach (ExplainerInfo explainer in metadata.Explainers)
            table.AddColumn(explainer.Name);
        foreach (Layer layer in metadata.Layers)
        {
            string[] rules = [.. metadata.Explainers.Select(e => metadata.Nodes[layer.Node] == layer.Name ? e.Rules[layer.Node] : "")];
            string count = weights.TryGetValue(layer.Name, out long own) ? own.ToString("N0", CultureInfo.InvariantCulture) : "";
            string[] cells = [layer.Name, layer.Kind, string.Join("x", layer.Shape), count, .. rules];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"input {string.Join("x", metadata.InputShape)}, output {metadata.OutputCount}; {network.ParameterCount:N0} weights, "
            + $"{metadata.MultiplyAdds:N0} multiply-adds, workspace {metadata.WorkspaceLength * sizeof(float) / 1e6:0.0} MB"));
        foreach (ExplainerInfo explainer in metadata.Explainers)
        {
            Console.Out.WriteLine(
                $"{explainer.Name}: {explainer.ForwardPasses} forward and {explainer.BackwardPasses} backward layer passes "
                + "beyond the forward pass");
        }
    }
}
