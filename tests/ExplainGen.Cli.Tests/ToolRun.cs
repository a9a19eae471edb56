namespace ExplainGen.Cli.Tests;

/// <summary>One run of the tool in this process, with what it printed.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    private static readonly SemaphoreSlim s_console = new(1);

    /// <summary>Runs the tool. The console is one for all, so runs take turns.</summary>
    public static Task<ToolRun> Of(params string[] args) => Of(args, default);

    /// <summary>Runs the tool until it is done or broken off.</summary>
    public static async Task<ToolRun> Of(string[] args, CancellationToken cancellation)
    {
        await s_console.WaitAsync();
        TextWriter output = Console.Out, error = Console.Error;
        using StringWriter newOutput = new(), newError = new();
        try
        {
            Console.SetOut(newOutput);
            Console.SetError(newError);
            int code = await Tool.Run(args, cancellation);
            return new ToolRun(code, newOutput.ToString(), newError.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            s_console.Release();
        }
    }
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Its path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("explaingen").FullName;

    /// <summary>A path in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Deletes it with all that is in it.</summary>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
