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
        var images = new Option<FileInfo[]>("--image", "-i") { Description = "Pictures to explain: PNG, JPEG or BMP.", Required = true, AllowMultipleArgumentsPerToken = true };
        var target = new Option<string>("--target", "-t") { Description = "What to explain: top, 281, 281:282 (against the second), logodds:281.", DefaultValueFactory = _ => "top" };
        var labels = new Option<FileInfo?>("--labels") { Description = "A text file with the name of a class a line." };
        var folder = new Option<DirectoryInfo>("--out", "-o") { Description = "The folder to write to.", DefaultValueFactory = _ => new DirectoryInfo("explanation") };
        var json = new Option<bool>("--json") { Description = "Prints the results as JSON." };
        var command = new Command("explain", "Shows which parts of a picture speak for what a model says of it.") { images, target, labels, folder, json };
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
            (int channels, int height, int width) = PictureShape(network);
            Preprocessing steps = preprocessing.Read(result, onnx, out bool isGiven).CheckedFor(channels);
            clock.End("import");

            string source = ClassWriter.Write(network, new ClassOptions
            {
                ClassName = ClassNameInMemory, Explainers = [.. rules.Attributes(result, steps.Bounds(channels))], Origin = onnx.Name,
            });
            CompiledModelType compiled = ModelCompiler.Compile(source, ClassNameInMemory);
            clock.End("compile");
            CompiledModel loaded = compiled.Load(network.Weights);
            clock.End("load weights");

            var report = new ExplanationReport(result.GetRequiredValue(folder).FullName, onnx.Name, names, height, width);
            var outcomes = new List<PictureOutcome>();
            foreach (FileInfo image in result.GetRequiredValue(images))
            {
                if (!image.Exists)
                    throw new CliException($"There is no file '{image}'.");
                Picture picture = Picture.Load(image.FullName).Resize(width, height, steps.Fit);
                float[] input = picture.ToInput(channels, steps);
                clock.End("read pictures");
                Explanation[] explanations = [.. loaded.Metadata.Explainers.Select(e => loaded.Explain(e.Index, input, wanted, keepLayers: false))];
                clock.End("explain");
                outcomes.Add(report.Add(image.Name, picture, explanations));
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
                AnsiConsole.MarkupLine("[yellow]No preprocessing was given: pixels went in as RGB from 0 to 1 (see --range, --mean, --std, --channels).[/]");
            Console.Out.WriteLine(report.PagePath);
            Console.Out.WriteLine(clock);
        });
        return command;
    }

    private static (int Channels, int Height, int Width) PictureShape(ImportedNetwork network)
    {
        var shape = network.Declaration.InputShape;
        if (shape.Count == 3 && shape[0] is 1 or 3)
            return (shape[0], shape[1], shape[2]);
        throw new CliException($"The model takes {string.Join("x", shape)}, which is no picture of one or three channels.");
    }

    private static void Show(List<PictureOutcome> outcomes)
    {
        foreach (PictureOutcome outcome in outcomes)
        {
            Table table = new Table().Border(TableBorder.Simple).Title(Markup.Escape(outcome.Picture)).AddColumns("class", "name");
            table.AddColumn(new TableColumn("probability").RightAligned());
            foreach (ClassOutcome top in outcome.Classes.Take(ClassesShown))
            {
                table.AddRow(
                    top.Index.ToString(CultureInfo.InvariantCulture), Markup.Escape(top.Name), top.Probability.ToString("p1", CultureInfo.InvariantCulture));
            }

            AnsiConsole.Write(table);
            foreach (ExplainerOutcome explainer in outcome.Explanations)
                Console.Out.WriteLine(explainer.Text);
        }
    }
}
