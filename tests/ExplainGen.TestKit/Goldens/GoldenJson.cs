using System.Text.Json;

namespace ExplainGen.TestKit.Goldens;

/// <summary>Short forms for reading the golden files' JSON.</summary>
internal static class GoldenJson
{
    public static JsonElement ReadFile(string path) => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;

    /// <summary>A file of this folder, which is embedded in the assembly.</summary>
    public static JsonElement ReadEmbedded(string fileName)
    {
        using Stream stream = typeof(GoldenJson).Assembly.GetManifestResourceStream(typeof(GoldenJson), fileName)
            ?? throw new FileNotFoundException($"'{fileName}' is not embedded.");
        return JsonDocument.Parse(stream).RootElement;
    }

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static double Number(this JsonElement element, string name) => element.GetProperty(name).GetDouble();

    public static double Number(this JsonElement element, string name, double fallback) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : fallback;

    public static bool Flag(this JsonElement element, string name, bool fallback = false) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetBoolean() : fallback;

    public static double[] Doubles(this JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    public static int[] Integers(this JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetInt32())];

    /// <summary>One number for every axis, or a list of them.</summary>
    public static int[] PerAxis(this JsonElement element, string name, int axes, int fallback)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
            return [.. Enumerable.Repeat(fallback, axes)];
        return value.ValueKind == JsonValueKind.Array ? value.Integers() : [.. Enumerable.Repeat(value.GetInt32(), axes)];
    }
}
