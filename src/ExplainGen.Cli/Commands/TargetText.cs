using System.Globalization;

namespace ExplainGen.Cli.Commands;

/// <summary>Targets as they are written: <c>top</c>, <c>281</c>, <c>281:282</c> (against the second), <c>logodds:281</c>.</summary>
internal static class TargetText
{
    /// <summary>Reads a target.</summary>
    /// <exception cref="CliException">The text is none.</exception>
    internal static Target Parse(string text)
    {
        string[] parts = text.Split(':');
        return parts switch
        {
            ["top"] => Target.Top,
            ["logodds", var index] => Target.LogOdds(Index(index)),
            [var index] => Target.Class(Index(index)),
            [var index, var other] => Target.Contrast(Index(index), Index(other)),
            _ => throw Wrong(),
        };

        int Index(string part) =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : throw Wrong();

        CliException Wrong() => new($"--target '{text}' is none of: top, a class such as 281, one against another (281:282), logodds:281.");
    }
}
