using Xunit;

namespace ExplainGen.TestKit;

/// <summary>
/// The folder of npm packages that bring trained networks; it lies beside the repository rather than in it.
/// </summary>
/// <remarks>
/// The environment variable <c>EXPLAINGEN_NPM</c> names the folder in which <c>npm install</c> put <c>node_modules</c>. The packages are
/// <c>detypify-service@0.3.0</c> and <c>nsfwjs@4.4.0</c>.
/// </remarks>
public static class NpmModels
{
    private const string Variable = "EXPLAINGEN_NPM";
    private const string Install = "npm install --ignore-scripts --legacy-peer-deps detypify-service@0.3.0 nsfwjs@4.4.0";
    private static readonly string? s_variable = Environment.GetEnvironmentVariable(Variable);

    /// <summary>The full path of <c>node_modules</c>, or null when there is none.</summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>Why tests that need the folder are skipped, or null when the folder is there.</summary>
    public static string? SkipReason { get; } = Root is not null
        ? null
        : string.IsNullOrEmpty(s_variable)
            ? $"No npm packages: run '{Install}' in an empty folder and set {Variable} to it."
            : $"No npm packages: {Variable} is '{s_variable}', which holds no folder 'node_modules'; run '{Install}' there.";

    /// <summary>The full path of a file or folder, or null when it or the packages are absent.</summary>
    /// <param name="relative">Path below <c>node_modules</c>, with forward slashes: <c>nsfwjs/package.json</c>.</param>
    public static string? Find(string relative)
    {
        if (Root is null)
            return null;
        string path = Path.GetFullPath(Path.Combine(Root, relative));
        return Path.Exists(path) ? path : null;
    }

    /// <summary>As <see cref="Find"/>, for tests that already run under <see cref="NpmFactAttribute"/>.</summary>
    /// <exception cref="FileNotFoundException">The file or folder is absent.</exception>
    public static string Require(string relative) =>
        Find(relative) ?? throw new FileNotFoundException(SkipReason ?? $"'{Root}' holds no '{relative}'; run '{Install}'.");

    private static string? FindRoot()
    {
        if (string.IsNullOrEmpty(s_variable))
            return null;
        string modules = Path.GetFullPath(Path.Combine(s_variable, "node_modules"));
        return Directory.Exists(modules) ? modules : null;
    }
}

/// <summary>A fact that needs <see cref="NpmModels"/>; skipped, with the reason, where the packages are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NpmFactAttribute : FactAttribute
{
    /// <summary>Marks the test as skipped when there are no packages.</summary>
    public NpmFactAttribute() => Skip = NpmModels.SkipReason!;
}

/// <summary>A theory that needs <see cref="NpmModels"/>; skipped, with the reason, where the packages are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NpmTheoryAttribute : TheoryAttribute
{
    /// <summary>Marks the test as skipped when there are no packages.</summary>
    public NpmTheoryAttribute() => Skip = NpmModels.SkipReason!;
}
