using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ExplainGen.Generators.Tests.Driver;

/// <summary>What a user's project references: the framework that runs the tests, and the runtime package.</summary>
internal static class References
{
    /// <summary>Read once, shared by all compilations.</summary>
    public static ImmutableArray<MetadataReference> All { get; } = Find();

    private static ImmutableArray<MetadataReference> Find()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return [.. trusted.Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework)
            .Append(typeof(NetworkAttribute).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path))];
    }
}
