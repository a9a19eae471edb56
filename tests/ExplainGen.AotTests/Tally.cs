using ExplainGen.Conformance.Tests.Goldens;

namespace ExplainGen.AotTests;

/// <summary>Counts cases and prints those that fail.</summary>
internal sealed class Tally
{
    public int Passed { get; private set; }

    public int Failed { get; private set; }

    /// <summary>Runs a case: it passes when all of its comparisons agree and nothing is thrown.</summary>
    public void Run(string name, Func<IReadOnlyList<GoldenComparison>> compare)
    {
        string[] problems;
        try
        {
            problems = [.. compare().Where(comparison => !comparison.Agrees).Select(comparison => comparison.ToString())];
        }
        catch (Exception e)
        {
            problems = [$"{name}: {e}"];
        }

        foreach (string problem in problems)
            Console.WriteLine($"FAILED {problem}");
        if (problems.Length == 0)
            Passed++;
        else
            Failed++;
    }
}
