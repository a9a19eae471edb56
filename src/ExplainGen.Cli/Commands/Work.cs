using System.CommandLine;
using Spectre.Console;

namespace ExplainGen.Cli.Commands;

/// <summary>What a command is at, shown to who waits at a terminal, and whether it is to go on.</summary>
internal sealed class Work
{
    private readonly Action<string> _show;

    private Work(Action<string> show, CancellationToken cancellation) => (_show, Cancellation) = (show, cancellation);

    /// <summary>Canceled by Ctrl-C.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Begins a part of the work.</summary>
    /// <param name="what">What it is, such as "compiling".</param>
    /// <exception cref="OperationCanceledException">The user broke it off; nothing was written since the last part began.</exception>
    public void Begin(string what)
    {
        Cancellation.ThrowIfCancellationRequested();
        _show(what);
    }

    /// <summary>Sets what a command does.</summary>
    /// <param name="command">The command.</param>
    /// <param name="work">Does all that takes time, and returns what prints the results.</param>
    public static void Of(Command command, Func<ParseResult, Work, Action> work) =>

        // On a thread of its own, so that the one that listens for Ctrl-C is free.
        command.SetAction((result, cancellation) => Task.Run(() => Run(work, result, cancellation), cancellation));

    private static void Run(Func<ParseResult, Work, Action> work, ParseResult result, CancellationToken cancellation)
    {
        Action? print = null;
        if (Console.IsErrorRedirected || Console.IsOutputRedirected)
        {
            print = work(result, new Work(_ => { }, cancellation));
        }
        else
        {
            IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            console.Status().Start("importing", status =>
                print = work(result, new Work(what => status.Status(Markup.Escape(what)), cancellation)));
        }

        print!();
    }
}
