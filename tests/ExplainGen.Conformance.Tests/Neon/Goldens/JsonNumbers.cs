using System.Text.Json;

namespace ExplainGen.Conformance.Tests.Neon.Goldens;

/// <summary>Numbers of the golden vectors.</summary>
internal static class JsonNumbers
{
    public static double[] Numbers(this JsonElement values) => [.. values.EnumerateArray().Select(value => value.GetDouble())];
}
