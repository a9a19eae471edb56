using System.Diagnostics;

namespace ExplainGen.Cli.Tests;

/// <summary>Completion scripts as shells run them. What they ask the tool is recorded, then asked, and the answer handed to them.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("explaingen insp", "inspect")]
    [InlineData("explaingen explain -c EpsilonG", "EpsilonGammaBox")]
    [InlineData("explaingen explain --target top --lab", "--labels")]
    [InlineData("explaingen import --fit ", "Crop")]
    public async Task Command_lines_are_completed(string line, string word)
    {
        ToolRun run = await ToolRun.Of($"[suggest:{line.Length}]", line);
        Assert.Contains(word, run.Output.Split(Environment.NewLine));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    [InlineData("zsh")]
    public async Task Shells_are_told_how(string shell)
    {
        ToolRun run = await ToolRun.Of("completion", shell);
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("# ", run.Output, StringComparison.Ordinal);
        Assert.Contains("[suggest:", run.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, (await ToolRun.Of("completion", "cmd")).ExitCode);
    }

    // Where a script offers nothing, bash offers files (complete -o default).
    [ShellTheory("bash")]
    [InlineData("explaingen comp", "compare completion")]
    [InlineData("explaingen explain --ima", "--image")]
    [InlineData("explaingen explain ", "")]
    [InlineData("explaingen explain mod", "")]
    [InlineData("explaingen explain /", "")]
    [InlineData("explaingen explain m.onnx --image ", "")]
    [InlineData("explaingen import --fit ", "Crop Stretch")]
    [InlineData("explaingen completion z", "zsh")]
    public Task Bash_completes(string line, string offered) => Completes("bash", line, line, offered, """
        COMP_LINE=$LINE COMP_POINT=${#LINE}
        read -r -a COMP_WORDS <<< "$LINE"
        [[ "$LINE" == *" " ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _explaingen
        for word in "${COMPREPLY[@]}"; do echo "$word"; done
        complete -p explaingen >&2
        """);

    // What begins with a star is no pattern for files: an answer is offered as it is.
    [ShellFact("bash")]
    public async Task Bash_offers_what_the_tool_says_and_no_files_of_that_pattern()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["pattern"], "");
        (_, string[] offered) = await Run("bash", "explaingen explain p*", ["p*", "p* x", "q"], """
            cd "$FOLDER" && COMP_LINE=$LINE COMP_POINT=${#LINE} COMP_WORDS=(explaingen explain 'p*') COMP_CWORD=2
            COMP_WORDS[2]=p
            _explaingen
            printf '%s\n' "${COMPREPLY[@]}"
            """, folder.Path);
        Assert.Equal(["p*", "p* x"], offered);
    }

    [ShellTheory("zsh")]
    [InlineData("explaingen comp", "compare completion")]
    [InlineData("explaingen explain --ima", "--image")]
    [InlineData("explaingen explain ", "FILES")]
    [InlineData("explaingen explain mod", "FILES")]
    [InlineData("explaingen explain /", "FILES")]
    [InlineData("explaingen import --fit ", "Crop Stretch")]
    public Task Zsh_completes(string line, string offered) => Completes("zsh", line, line, offered, """
        _files() { print FILES }
        compadd() { local -a all=("${(@P)2}"); all=("${(@M)all:#$PREFIX*}"); (( $#all )) && print -l -- $all }
        words=("${(@s: :)LINE}") CURRENT=$#words PREFIX=${words[-1]}
        _explaingen
        """, prelude: "compdef() { : }");

    // Of a pipeline, only the part that is completed is asked for. Files come from fish itself.
    [ShellTheory("fish")]
    [InlineData("explaingen comp", "explaingen comp", "compare completion")]
    [InlineData("echo a b c | explaingen comp", " explaingen comp", "compare completion")]
    [InlineData("explaingen explain --ima", "explaingen explain --ima", "--image")]
    [InlineData("explaingen explain ", "explaingen explain ", "")]
    [InlineData("explaingen explain m.onnx --fit ", "explaingen explain m.onnx --fit ", "Crop Stretch")]
    public Task Fish_completes(string line, string asked, string offered) =>
        Completes("fish", line, asked, offered, "cd $FOLDER; complete -C $LINE");

    private static async Task Completes(string shell, string line, string asked, string offered, string use, string prelude = "")
    {
        using var folder = new TemporaryFolder();
        (string[] arguments, _) = await Run(shell, line, [], use, folder.Path, prelude);
        Assert.Equal([$"[suggest:{asked.Length}]", asked], arguments);
        ToolRun run = await ToolRun.Of(arguments);
        (_, string[] words) = await Run(shell, line, run.Output.Split(Environment.NewLine), use, folder.Path, prelude);
        Assert.Equal(offered, string.Join(" ", words));
    }

    // With a tool on the path that writes down its arguments and gives the answer that it was told to.
    private static async Task<(string[] Arguments, string[] Offered)> Run(
        string shell, string line, string[] answer, string use, string folder, string prelude = "")
    {
        using var tools = new TemporaryFolder();
        File.WriteAllText(tools["explaingen"], $"#!/bin/sh\nprintf '%s\\n' \"$@\" > '{tools["arguments"]}'\ncat '{tools["answer"]}'\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(tools["explaingen"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.WriteAllText(tools["answer"], string.Join("\n", answer) + "\n");
        string script = (await ToolRun.Of("completion", shell)).Output;
        File.WriteAllText(tools["script"], $"{prelude}\n{script}\n{use}\n");
        var start = new ProcessStartInfo(shell) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(tools["script"]);
        start.Environment["PATH"] = tools.Path + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = start.Environment["XDG_CONFIG_HOME"] = start.Environment["XDG_DATA_HOME"] = tools.Path;
        (start.Environment["LINE"], start.Environment["FOLDER"]) = (line, folder);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(File.Exists(tools["arguments"]), await error);
        return (File.ReadAllLines(tools["arguments"]), output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}

/// <summary>A fact that needs a shell; skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShellFactAttribute : FactAttribute
{
    /// <summary>Marks the test as skipped when there is no such shell.</summary>
    public ShellFactAttribute(string shell) => Skip = ShellTheoryAttribute.SkipReason(shell)!;
}

/// <summary>A theory that needs a shell; skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShellTheoryAttribute : TheoryAttribute
{
    /// <summary>Marks the test as skipped when there is no such shell.</summary>
    public ShellTheoryAttribute(string shell) => Skip = SkipReason(shell)!;

    /// <summary>Why a shell cannot be tested, or null if it can.</summary>
    internal static string? SkipReason(string shell) => !OperatingSystem.IsWindows()
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, shell)))
            ? null
            : $"There is no {shell} here.";
}
