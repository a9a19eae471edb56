using System.Reflection;

namespace ExplainGen.Weights;

/// <summary>Finds the embedded resource that holds a weights file.</summary>
internal static class EmbeddedWeights
{
    /// <summary>
    /// Opens the resource that is called like the file, or else the one whose name ends with a dot and the file's name, as
    /// MSBuild names resources without a LogicalName.
    /// </summary>
    /// <exception cref="WeightsException">No resource or more than one is called so.</exception>
    public static Stream Open(Assembly assembly, string fileName)
    {
        string where = $"resource '{fileName}' of {assembly.GetName().Name}";
        string[] embedded = assembly.GetManifestResourceNames();
        string[] found = Find(embedded, fileName);
        if (found.Length > 1)
        {
            throw new WeightsException(
                where, $"{found.Length} embedded resources end with this name ({List(found)}); give one of them in full");
        }

        if (found is [string name] && assembly.GetManifestResourceStream(name) is { } stream)
            return stream;
        throw new WeightsException(
            where,
            $"is not embedded. Add <EmbeddedResource Include=\"{fileName}\" LogicalName=\"{fileName}\" /> to the project. "
            + (embedded.Length == 0 ? "Nothing is embedded." : $"Embedded are: {List(embedded)}."));
    }

    /// <summary>The names that mean the file: itself, or else all that end with a dot and it, with dots between folders.</summary>
    internal static string[] Find(string[] embedded, string fileName)
    {
        if (embedded.Contains(fileName, StringComparer.Ordinal))
            return [fileName];
        string dotted = fileName.Replace('/', '.').Replace('\\', '.');
        return Array.FindAll(embedded, name => name == dotted || name.EndsWith("." + dotted, StringComparison.Ordinal));
    }

    private static string List(string[] names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
