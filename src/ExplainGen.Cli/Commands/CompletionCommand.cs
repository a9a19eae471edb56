using System.CommandLine;

namespace ExplainGen.Cli.Commands;

/// <summary><c>explaingen completion bash</c>: what a shell needs to complete command lines of the tool.</summary>
internal static class CompletionCommand
{
    // Each asks the tool itself, which knows its commands, options and their values. Where it knows nothing, shells offer files.
    private static readonly Dictionary<string, string> s_scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # eval "$(explaingen completion bash)"
            _explaingen() {
                local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
                COMPREPLY=($(compgen -W "$(explaingen "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "$word"))
            }
            complete -o default -F _explaingen explaingen

            """,
        ["fish"] = """
            # explaingen completion fish | source
            complete -c explaingen -a '(explaingen "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'

            """,
        ["pwsh"] = """
            # explaingen completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName explaingen -ScriptBlock {
                param($word, $command, $position)
                explaingen "[suggest:$position]" "$command" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }

            """,
        ["zsh"] = """
            # eval "$(explaingen completion zsh)"
            _explaingen() {
                local -a found=("${(@f)$(explaingen "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                compadd -a found || _files
            }
            compdef _explaingen explaingen

            """,
    };

    /// <summary>Describes the command.</summary>
    internal static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, fish, pwsh or zsh." };
        shell.AcceptOnlyFromAmong([.. s_scripts.Keys]);
        var command = new Command("completion", "Prints what a shell needs to complete command lines of this tool.") { shell };
        command.SetAction(result => Console.Out.Write(s_scripts[result.GetRequiredValue(shell)].ReplaceLineEndings("\n")));
        return command;
    }
}
