using System.Globalization;
using ExplainGen.Conformance.Tests.Dynamic;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>The random networks that properties are tested on, in one compilation.</summary>
internal static class Corpus
{
    /// <summary>The environment variable that replaces all networks by the one of a seed.</summary>
    public const string SeedVariable = "EXPLAINGEN_NETWORK_SEED";

    private const int Count = 24;

    private static readonly Lazy<Dictionary<string, DynamicModel>> s_models = new(Compile);

    /// <summary>The networks by their seeds.</summary>
    public static IReadOnlyDictionary<int, RandomNetwork> Networks { get; } = Chosen().ToDictionary(seed => seed, RandomNetworkBuilder.Build);

    public static TheoryData<int> Seeds => [.. Networks.Keys];

    /// <summary>The seeds of the networks of which something holds.</summary>
    public static TheoryData<int> SeedsWhere(Func<RandomNetwork, bool> holds) =>
        [.. Networks.Values.Where(holds).Select(network => network.Seed)];

    /// <summary>A network's model.</summary>
    public static DynamicModel Model(RandomNetwork network, bool fusion = true) => s_models.Value[network.ToText(fusion).ClassName];

    private static IEnumerable<int> Chosen() => Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } text
        ? [int.Parse(text, CultureInfo.InvariantCulture)]
        : Enumerable.Range(1, Count);

    private static Dictionary<string, DynamicModel> Compile()
    {
        (ModelText Text, RandomNetwork Network)[] texts =
            [.. Networks.Values.SelectMany(network => new[] { true, false }.Select(fusion => (network.ToText(fusion), network)))];
        IReadOnlyDictionary<string, DynamicModelType> types = ModelCompiler.Compile(string.Concat(texts.Select(text => text.Text)));
        return texts.ToDictionary(text => text.Text.ClassName, text => types[text.Text.ClassName].Load(WeightFiles.Of(text.Network.Declared)));
    }
}
