using System.Text.Json;

namespace ExplainGen.Tests.Neon;

/// <summary>Results of other software, with the formula of the data they were computed from.</summary>
internal static class Fixture
{
    /// <summary>A JSON fixture; its first entries say the software, its version and the call.</summary>
    public static JsonElement Json(string name)
    {
        using Stream stream = Open(name);
        return JsonDocument.Parse(stream).RootElement;
    }

    /// <summary>A fixture of any format.</summary>
    public static Stream Open(string name) =>
        typeof(Fixture).Assembly.GetManifestResourceStream($"ExplainGen.Tests.Neon.Fixtures.{name}")
        ?? throw new FileNotFoundException($"There is no fixture '{name}'.");

    /// <summary>The case of a name.</summary>
    public static JsonElement Case(string file, string name) =>
        Json(file).GetProperty("cases").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);

    public static double[] Doubles(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

    public static int[] Integers(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(number => number.GetInt32())];

    public static double Double(this JsonElement element, string name) => element.GetProperty(name).GetDouble();

    /// <summary>The data that a case describes by its seed, count, centers and spread.</summary>
    public static (int Features, double[] Points) Data(this JsonElement element)
    {
        JsonElement data = element.GetProperty("data");
        double[][] centers = [.. data.GetProperty("centers").EnumerateArray()
            .Select(center => center.EnumerateArray().Select(number => number.GetDouble()).ToArray())];
        return (centers[0].Length, Blobs(
            data.GetProperty("seed").GetUInt32(), data.GetProperty("count").GetInt32(), centers, data.Double("spread")));
    }

    /// <summary>
    /// Points about centers, exactly reproducible in any language: a linear congruential generator modulo 2^32, and the sum of three
    /// of its numbers, which is nearly a Gaussian.
    /// </summary>
    public static double[] Blobs(uint seed, int count, double[][] centers, double spread)
    {
        var points = new List<double>();
        for (int n = 0; n < count; n++)
        {
            foreach (double center in centers[n % centers.Length])
            {
                double sum = Next() + Next() + Next();
                points.Add(center + (spread * (sum - 1.5)));
            }
        }

        return [.. points];

        double Next()
        {
            seed = unchecked((1664525 * seed) + 1013904223);
            return seed / 4294967296.0;
        }
    }
}
