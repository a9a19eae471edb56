using System.CommandLine;
using ExplainGen.Cli.Commands;
using ExplainGen.Cli.Compiling;
using ExplainGen.Onnx;
using ExplainGen.Weights;
using Spectre.Console;

namespace ExplainGen.Cli;

/// <summary>The tool: its commands, and what becomes of errors.</summary>
internal static class Tool
{
    /// <summary>The exit code of a command that could not be carried out; the reason went to the error stream.</summary>
    internal const int Failed = 1;

    /// <summary>The exit code of a command that the user broke off.</summary>
    internal const int Interrupted = 130;

    private const int WidestTable = 240;

    /// <summary>Carries out a command.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="cancellation">Breaks it off, as Ctrl-C does.</param>
    /// <returns>The exit code: 0, or why not.</returns>
    internal static async Task<int> Run(string[] args, CancellationToken cancellation = default)
    {
        var root = new RootCommand("Imports neural networks and shows why they say what they say.")
        {
            ImportCommand.Create(),
            InspectCommand.Create(),
            ExplainCommand.Create(),
            CompareCommand.Create(),
            NewCommand.Create(),
            CompletionCommand.Create(),
        };

        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });

        // Where nobody looks at a terminal, tables are as wide as they are.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = WidestTable;
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, cancellation);
        }
        catch (Exception e) when (e is CliException or OnnxException or WeightsException or ModelCompilationException or IOException
            or UnauthorizedAccessException or NotFiniteNumberException or ArgumentException)
        {
            return Fail(e.Message);
        }
        catch (OutOfMemoryException)
        {
            // Files are bounded before they are read, but a network or its inputs can be larger than the machine.
            return Fail("The memory of this machine does not hold this model with these inputs.");
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
    }

    private static int Fail(string message)
    {
        IAnsiConsole error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        error.Markup("[red]error:[/] ");
        Console.Error.WriteLine(message);
        return Failed;
    }
}
