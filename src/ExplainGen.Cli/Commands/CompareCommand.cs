using System.CommandLine;
using System.Globalization;
using ExplainGen.Cli.Comparing;
using ExplainGen.Cli.Compiling;
using ExplainGen.Onnx;
using Spectre.Console;

namespace ExplainGen.Cli.Commands;

/// <summary><c>explaingen compare model.onnx --image cat.jpg</c>: several methods side by side, in pictures and in numbers.</summary>
internal static class CompareCommand
{
    /// <summary>Describes the command.</summary>
    internal static Command Create()
    {
        var model = new ModelInput();
        var rules = new RuleOptions(forSingleLayers: false, "those that apply to the model");
        var inputs = new InputOptions();
        var folder = new Option<DirectoryInfo>("--out", "-o")
        {
            Description = "The folder to write to.",
            DefaultValueFactory = _ => new DirectoryInfo("comparison"),
        };
        var json = new Option<bool>("--json") { Description = "Prints the results as JSON." };
        var command = new Command("compare", "Explains inputs by several methods, side by side.") { folder, json };
        model.AddTo(command);
        rules.AddTo(command);
        inputs.AddTo(command);
        Work.Of(command, (result, work) =>
        {
            FileInfo onnx = model.File(result);
            ImportedNetwork network = model.Import(result);
            InputSource source = inputs.Read(result, onnx, [.. network.Declaration.InputShape]);
            work.Begin("compiling");
            IReadOnlyList<string> leftOut = [];
            IReadOnlyList<Composite> methods = rules.Composites(result)
                ?? ComparableMethods.Of(composites => Declare(composites).Source, out leftOut);
            if (methods.Count == 0)
                throw new CliException("No method applies: " + string.Join(" ", leftOut));
            CompiledModel compiled = Declare(methods).Compile().Load(network.Weights);

            var measures = new MethodMeasures(compiled, source.Target);
            foreach (ExplainedInput input in source.Inputs(compiled.Metadata))
            {
                work.Begin($"explaining {input.Name}");
                measures.Add(input);
            }

            leftOut = [.. leftOut, .. measures.LeftOut];
            if (measures.Methods.Length == 0)
                throw new CliException("No method is left: " + string.Join(" ", leftOut));
            var classes = new ClassNames(source.Labels, compiled.Metadata.OutputCount);
            var report = new ComparisonReport(result.GetRequiredValue(folder).FullName, onnx.Name, classes);
            foreach ((ExplainedInput input, Explanation[] explanations) in measures.Inputs)
                report.Add(input, explanations);
            work.Begin("measuring");
            var clock = new MethodClock();
            IReadOnlyList<MethodOutcome> outcomes = measures.Outcomes(clock, work.Cancellation);
            work.Begin("writing");
            report.Save(outcomes, leftOut, clock.Description);
            string[] warnings = [.. source.Warnings(classes), .. report.Warnings];
            if (result.GetValue(json))
                return () => Console.Out.WriteLine(ComparisonJson.Text(new ComparisonOutcome(report.Inputs, outcomes, leftOut, warnings)));
            return () =>
            {
                Show(outcomes);
                foreach (string note in leftOut)
                    AnsiConsole.MarkupLine($"[grey]{Markup.Escape(note)}[/]");
                foreach (string warning in warnings)
                    AnsiConsole.MarkupLine($"[yellow]{Markup.Escape(warning)}[/]");
                Console.Out.WriteLine(report.PagePath);
            };

            InMemoryModel Declare(IReadOnlyList<Composite> composites) =>
                InMemoryModel.Of(network, rules.Attributes(result, composites), onnx.Name, source.PictureAttribute);
        });
        return command;
    }

    private static void Show(IReadOnlyList<MethodOutcome> outcomes)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("method");
        foreach (string column in (string[])["conserved", "sparseness", "ms"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (MethodOutcome method in outcomes)
        {
            table.AddRow(
                method.Method, method.Conserved?.ToString("p1", CultureInfo.InvariantCulture) ?? "",
                method.Sparseness.ToString("0.000", CultureInfo.InvariantCulture),
                method.Milliseconds.ToString("0.00", CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
    }
}
