using System.CommandLine;
using System.Globalization;
using ExplainGen.Cli.Compiling;
using ExplainGen.Cli.Pictures;
using ExplainGen.Onnx;
using ExplainGen.Onnx.Source;
using Spectre.Console;

namespace ExplainGen.Cli.Commands;

/// <summary><c>explaingen explain model.onnx --image cat.jpg</c>: imports, compiles in memory, and shows why.</summary>
internal static class ExplainCommand
{
    private const string ClassNameInMemory = "Model";

    private const int ClassesShown = 5;

    /// <summary>Describes the command.</summary>
    internal static Command Create()
    {
        var model = new ModelInput();
        var rules = new RuleOptions();
        var preprocessing = new PreprocessingOptions();
        var images = new Option<FileInfo[]>("--image", "-i")
        {
            Description = "Pictures to explain: PNG, JPEG or BMP.",
            AllowMultipleArgumentsPerToken = true,
        };
        var values = new Option<FileInfo?>("--values")
        {
            Description = "Inputs of any kind: a text file with a row of numbers each (a first line may name them), or a .npy.",
        };
        var target = new Option<string>("--target", "-t")
        {
            Description = "What to explain: top, 281, 281:282 (against the second), logodds:281.",
            DefaultValueFactory = _ => "top",
        };
        var labels = new Option<FileInfo?>("--labels") { Description = "A text file with the name of a class a line." };
        var folder = new Option<DirectoryInfo>("--out", "-o")
        {
            Description = "The folder to write to.",
            DefaultValueFactory = _ => new DirectoryInfo("explanation"),
        };
        var json = new Option<bool>("--json") { Description = "Prints the results as JSON." };
        var command = new Command("explain", "Shows which parts of an input speak for what a model says of it.")
        {
            images, values, target, labels, folder, json,
        };
        model.AddTo(command);
        rules.AddTo(command);
        preprocessing.AddTo(command);
        command.SetAction(result =>
        {
            var clock = new PhaseClock();
            Target wanted = TargetText.Parse(result.GetRequiredValue(target));
            string[]? names = result.GetValue(labels) is { } file ? File.ReadAllLines(file.FullName) : null;
            FileInfo onnx = model.File(result);
            ImportedNetwork network = model.Import(result);
            FileInfo[] pictures = result.GetValue(images) ?? [];
            FileInfo? table = result.GetValue(values);
            if ((pictures.Length > 0) == (table is not null))
                throw new CliException("Either --image or --values says what to explain.");
            bool isGiven = true;
            PictureReader? reader = pictures.Length > 0
                ? new PictureReader([.. network.Declaration.InputShape], preprocessing.Read(result, onnx, out isGiven))
                : null;
            clock.End("import");

            string source = ClassWriter.Write(network, new ClassOptions
            {
                ClassName = ClassNameInMemory, Explainers = [.. rules.Attributes(result, reader?.Bounds ?? "")], Origin = onnx.Name,
            });
            CompiledModelType compiled = ModelCompiler.Compile(source, ClassNameInMemory);
            clock.End("compile");
            CompiledModel loaded = compiled.Load(network.Weights);
            clock.End("load weights");

            var report = new ExplanationReport(result.GetRequiredValue(folder).FullName, onnx.Name, names);
            var outcomes = new List<InputOutcome>();
            IEnumerable<ExplainedInput> inputs = reader is not null
                ? pictures.Select(reader.Read)
                : ExplainedInput.Rows(table!.FullName, loaded.Metadata.InputCount);
            foreach (ExplainedInput input in inputs)
            {
                clock.End("read inputs");
                Explanation[] explanations =
                    [.. loaded.Metadata.Explainers.Select(e => loaded.Explain(e.Index, input.Values, wanted, keepLayers: false))];
                clock.End("explain");
                outcomes.Add(report.Add(input, explanations));
                clock.End("write");
            }

            report.Save(loaded.Metadata);
            clock.End("write");
            if (result.GetValue(json))
            {
                Console.Out.WriteLine(OutcomeJson.Text(outcomes, clock.Phases));
                return;
            }

            Show(outcomes);
            if (!isGiven)
            {
                AnsiConsole.MarkupLine(
                    "[yellow]No preprocessing was given: pixels went in as RGB from 0 to 1 (see --range, --mean, --std, --channels).[/]");
            }

            Console.Out.WriteLine(report.PagePath);
            Console.Out.WriteLine(clock);
        });
        return command;
    }

    private static void Show(List<InputOutcome> outcomes)
    {
        foreach (InputOutcome outcome in outcomes)
        {
            Table table = new Table().Border(TableBorder.Simple).Title(Markup.Escape(outcome.Input)).AddColumns("class", "name");
            table.AddColumn(new TableColumn("probability").RightAligned());
            foreach (ClassOutcome top in outcome.Classes.Take(ClassesShown))
            {
                table.AddRow(
                    top.Index.ToString(CultureInfo.InvariantCulture), Markup.Escape(top.Name),
                    top.Probability.ToString("p1", CultureInfo.InvariantCulture));
            }

            AnsiConsole.Write(table);
            foreach (ExplainerOutcome explainer in outcome.Explanations)
            {
                Console.Out.WriteLine(explainer.Text);
                foreach (FeatureOutcome feature in explainer.Strongest)
                {
                    Console.Out.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"  {feature.Name} = {feature.Value:g6}: {feature.Relevance:+0.0000;-0.0000}"));
                }
            }
        }
    }
}
