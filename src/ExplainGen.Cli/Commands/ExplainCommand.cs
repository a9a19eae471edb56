using System.CommandLine;
using System.Globalization;
using System.IO.Enumeration;
using ExplainGen.Cli.Compiling;
using ExplainGen.Neon;
using ExplainGen.Onnx;
using Spectre.Console;

namespace ExplainGen.Cli.Commands;

/// <summary><c>explaingen explain model.onnx --image cat.jpg</c>: imports, compiles in memory, and shows why.</summary>
internal static class ExplainCommand
{
    private const int ClassesShown = 5;

    /// <summary>Describes the command.</summary>
    internal static Command Create()
    {
        var model = new ModelInput();
        var rules = new RuleOptions();
        var inputs = new InputOptions();
        var folder = new Option<DirectoryInfo>("--out", "-o")
        {
            Description = "The folder to write to.",
            DefaultValueFactory = _ => new DirectoryInfo("explanation"),
        };
        var layers = new Option<string[]>("--layers")
        {
            Description = "Layers whose relevance is written too, by name or pattern: \"conv*\".",
            AllowMultipleArgumentsPerToken = true,
        };
        var numpy = new Option<bool>("--npy") { Description = "Writes each map as .npy, too." };
        var json = new Option<bool>("--json") { Description = "Prints the results as JSON." };
        var command = new Command("explain", "Shows which parts of an input speak for what a model says of it.")
        {
            folder, layers, numpy, json,
        };
        model.AddTo(command);
        rules.AddTo(command);
        inputs.AddTo(command);
        Work.Of(command, (result, work) =>
        {
            var clock = new PhaseClock();
            FileInfo onnx = model.File(result);
            ImportedNetwork network = model.Import(result);
            InputSource asked = inputs.Read(result, onnx, [.. network.Declaration.InputShape]);
            clock.End("import");
            work.Begin("compiling");

            CompiledModelType compiled =
                InMemoryModel.Of(network, rules.Attributes(result), onnx.Name, asked.PictureAttribute).Compile();
            clock.End("compile");
            work.Begin("loading weights");
            CompiledModel loaded = compiled.Load(network.Weights);
            clock.End("load weights");

            Layer[] kept = LayersOf(loaded.Metadata, result.GetValue(layers) ?? []);
            var classes = new ClassNames(asked.Labels, loaded.Metadata.OutputCount);
            IReadOnlyList<string> warnings = asked.Warnings(classes);
            bool hasProbabilities = loaded.Passes is not INeuralizedModel;
            var report = new ExplanationReport(
                result.GetRequiredValue(folder).FullName, onnx.Name, classes, kept, result.GetValue(numpy), hasProbabilities);
            var outcomes = new List<InputOutcome>();
            foreach (ExplainedInput input in asked.Inputs(loaded.Metadata))
            {
                work.Begin($"explaining {input.Name}");
                clock.End("read inputs");
                Explanation[] explanations =
                    [.. loaded.Metadata.Explainers.Select(e => loaded.Explain(e.Index, input.Values, asked.Target, kept.Length > 0))];
                clock.End("explain");
                outcomes.Add(report.Add(input, explanations));
                clock.End("write");
            }

            work.Begin("writing");
            report.Save(loaded.Metadata);
            clock.End("write");
            if (result.GetValue(json))
                return () => Console.Out.WriteLine(OutcomeJson.Text(outcomes, clock.Phases, warnings));
            return () =>
            {
                Show(outcomes, hasProbabilities);
                foreach (string warning in warnings)
                    AnsiConsole.MarkupLine($"[yellow]{Markup.Escape(warning)}[/]");
                Console.Out.WriteLine(report.PagePath);
                Console.Out.WriteLine(clock);
            };
        });
        return command;
    }

    private static Layer[] LayersOf(ModelMetadata model, string[] patterns)
    {
        foreach (string pattern in patterns)
        {
            if (!model.Layers.Any(l => FileSystemName.MatchesSimpleExpression(pattern, l.Name, ignoreCase: false)))
                throw new CliException($"--layers '{pattern}' is none of the layers {string.Join(", ", model.Layers.Select(l => l.Name))}.");
        }

        return [.. model.Layers.Where(l => patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, l.Name, ignoreCase: false)))];
    }

    private static void Show(List<InputOutcome> outcomes, bool hasProbabilities)
    {
        foreach (InputOutcome outcome in outcomes)
        {
            Table table = new Table().Border(TableBorder.Simple).Title(Markup.Escape(outcome.Input)).AddColumns("class", "name");
            table.AddColumn(new TableColumn(hasProbabilities ? "probability" : "score").RightAligned());
            foreach (ClassOutcome top in outcome.Classes.Take(ClassesShown))
            {
                table.AddRow(
                    top.Index.ToString(CultureInfo.InvariantCulture), Markup.Escape(top.Name), top.Text());
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
