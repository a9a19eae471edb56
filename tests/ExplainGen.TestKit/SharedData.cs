using Xunit;

namespace ExplainGen.TestKit;

/// <summary>
/// The folder of reference data (goldens, models, pictures, datasets) that lies beside the repository rather than in it.
/// </summary>
/// <remarks>
/// The environment variable <c>EXPLAINGEN_DATA</c> names the folder. Without it, every ancestor of the test assembly is asked
/// for <c>shared/data</c>. In both cases a folder counts only when it holds <c>goldens</c>.
/// </remarks>
public static class SharedData
{
    private const string Variable = "EXPLAINGEN_DATA";
    private static readonly string? s_variable = Environment.GetEnvironmentVariable(Variable);

    /// <summary>The full path of the data folder, or null when there is none.</summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>Why tests that need the folder are skipped, or null when the folder is there.</summary>
    public static string? SkipReason { get; } = Root is not null
        ? null
        : string.IsNullOrEmpty(s_variable)
            ? $"No reference data: set {Variable} to the folder that holds 'goldens' (no shared/data above {AppContext.BaseDirectory})."
            : $"No reference data: {Variable} is '{s_variable}', which holds no folder 'goldens'.";

    /// <summary>The full path of a file or folder, or null when it or the data folder is absent.</summary>
    /// <param name="relative">Path below the data folder, with forward slashes: <c>goldens/rules.json</c>.</param>
    public static string? Find(string relative)
    {
        if (Root is null)
            return null;
        string path = Path.GetFullPath(Path.Combine(Root, relative));
        return Path.Exists(path) ? path : null;
    }

    /// <summary>As <see cref="Find"/>, for tests that already run under <see cref="SharedDataFactAttribute"/>.</summary>
    /// <exception cref="FileNotFoundException">The file or folder is absent.</exception>
    public static string Require(string relative) =>
        Find(relative) ?? throw new FileNotFoundException(SkipReason ?? $"The data folder '{Root}' holds no '{relative}'.");

    private static string? FindRoot()
    {
        if (!string.IsNullOrEmpty(s_variable))
            return HoldsGoldens(s_variable) ? Path.GetFullPath(s_variable) : null;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "data");
            if (HoldsGoldens(candidate))
                return candidate;
        }

        return null;
    }

    private static bool HoldsGoldens(string folder) => Directory.Exists(Path.Combine(folder, "goldens"));
}

/// <summary>A fact that needs <see cref="SharedData"/>; skipped, with the reason, where the folder is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    /// <summary>Marks the test as skipped when there is no data folder.</summary>
    public SharedDataFactAttribute() => Skip = SharedData.SkipReason!;
}

/// <summary>A theory that needs <see cref="SharedData"/>; skipped, with the reason, where the folder is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    /// <summary>Marks the test as skipped when there is no data folder.</summary>
    public SharedDataTheoryAttribute() => Skip = SharedData.SkipReason!;
}
