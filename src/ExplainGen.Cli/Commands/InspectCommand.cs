using System.CommandLine;
using System.Globalization;
using ExplainGen.Cli.Compiling;
using ExplainGen.Cli.Pictures;
using ExplainGen.Onnx;
using Spectre.Console;

namespace ExplainGen.Cli.Commands;

/// <summary><c>explaingen inspect model.onnx</c>: layers, what they cost, and the rule of each.</summary>
internal static class InspectCommand
{
    /// <summary>Describes the command.</summary>
    internal static Command Create()
    {
        var model = new ModelInput();
        var rules = new RuleOptions();
        var preprocessing = new PreprocessingOptions();
        var source = new Option<bool>("--source") { Description = "Prints the annotated class instead." };
        var json = new Option<bool>("--json") { Description = "Prints the layers as JSON." };
        var command = new Command("inspect", "Shows the layers of an ONNX file, what they cost and which rules they get.") { source, json };
        model.AddTo(command);
        rules.AddTo(command);
        preprocessing.AddTo(command);
        Work.Of(command, (result, work) =>
        {
            ImportedNetwork network = model.Import(result);
            FileInfo file = model.File(result);
            Preprocessing? pixels = preprocessing.Read(result, file, [.. network.Declaration.InputShape]);
            InMemoryModel written = InMemoryModel.Of(network, rules.Attributes(result), file.Name, pixels?.Attribute);
            if (result.GetValue(source))
                return () => Console.Out.Write(written.Source);
            work.Begin("compiling");
            ModelInspection inspection = ModelInspection.Of(network, written.Compile());
            return result.GetValue(json)
                ? () => Console.Out.WriteLine(InspectionJson.Text(inspection))
                : () => Show(inspection);
        });
        return command;
    }

    private static void Show(ModelInspection model)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("layer", "kind", "output");
        foreach (string column in (string[])["weights", "multiply-adds"])
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        foreach (ExplainerInspection explainer in model.Explainers)
            table.AddColumns(Markup.Escape(explainer.Name), "conserves");
        foreach (LayerInspection layer in model.Layers)
        {
            IEnumerable<string> rules = layer.Rules.Zip(layer.Conserves, (rule, kept) => new[] { rule, kept }).SelectMany(pair => pair);
            string[] cells =
                [layer.Name, layer.Kind, string.Join("x", layer.Shape), Count(layer.Weights), Count(layer.MultiplyAdds), .. rules];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"input {string.Join("x", model.Input)}, output {model.Outputs}; {model.Weights:N0} weights, "
            + $"{model.MultiplyAdds:N0} multiply-adds, workspace {model.WorkspaceBytes / 1e6:0.0} MB"));
        foreach (ExplainerInspection explainer in model.Explainers)
        {
            Console.Out.WriteLine(
                $"{explainer.Name}: {explainer.ForwardPasses} forward and {explainer.BackwardPasses} backward layer passes "
                + "beyond the forward pass");
        }

        foreach (string note in model.Notes)
            AnsiConsole.MarkupLine($"[grey]{Markup.Escape(note)}[/]");
    }

    private static string Count(long value) => value == 0 ? "" : value.ToString("N0", CultureInfo.InvariantCulture);
}
