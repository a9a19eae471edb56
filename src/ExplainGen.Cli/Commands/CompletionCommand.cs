using System.CommandLine;

namespace ExplainGen.Cli.Commands;

/// <summary><c>explaingen completion bash</c>: what a shell needs to complete command lines of the tool.</summary>
internal static class CompletionCommand
{
    // Each asks the tool itself, which knows its commands, options and their values, but no files. It offers options wherever they may
    // stand: they are passed on where one was begun, and files are offered where nothing else is left. Options with a slash are for
    // Windows; elsewhere they would stand in the way of absolute paths.
    private static readonly Dictionary<string, string> s_scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # eval "$(explaingen completion bash)"
            _explaingen() {
                local word="${COMP_WORDS[COMP_CWORD]}" found
                COMPREPLY=()
                while IFS= read -r found; do
                    [[ -n "$found" && "$found" == "$word"* && "$found" != /* ]] || continue
                    [[ "$found" == -* && "$word" != -* ]] || COMPREPLY+=("$found")
                done < <(explaingen "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
            }
            complete -o default -F _explaingen explaingen

            """,
        ["fish"] = """
            # explaingen completion fish | source
            function __explaingen
                set -l line (commandline -cp | string collect)
                set -l found (explaingen "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null | string match -v -r '^(/.*)?$')
                if not string match -q -- '-*' (commandline -pct)
                    set found (string match -v -- '-*' $found)
                end
                string join \n -- $found
            end
            complete -c explaingen -a '(__explaingen)'

            """,
        ["pwsh"] = """
            # explaingen completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName explaingen -ScriptBlock {
                param($word, $command, $position)
                $at = $position - $command.Extent.StartOffset
                explaingen "[suggest:$at]" "$command".PadRight($at) 2>$null | Where-Object {
                    $_ -and $_.StartsWith($word, 'OrdinalIgnoreCase') -and ($word -match '^[-/]' -or $_ -notmatch '^[-/]')
                } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }

            """,
        ["zsh"] = """
            # eval "$(explaingen completion zsh)"
            _explaingen() {
                local line="${(j: :)words[1,CURRENT-1]} $PREFIX"
                local -a found
                found=("${(@f)$(explaingen "[suggest:${#line}]" "$line" 2>/dev/null)}")
                found=("${(@)found:#(/*|)}")
                [[ "$PREFIX" == -* ]] || found=("${(@)found:#-*}")
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
