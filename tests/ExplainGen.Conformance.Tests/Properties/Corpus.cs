using System.Collections.Concurrent;
using CsCheck;
using ExplainGen.Conformance.Tests.Dynamic;

namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>The random networks that properties are tested on, in one compilation.</summary>
/// <remarks>
/// They are the same in every run, and some of every kind of input in every style. CsCheck's environment variables choose others:
/// <c>CsCheck_Seed</c> the network of one seed, <c>CsCheck_Iter</c> that many, whatever they are.
/// </remarks>
internal static class Corpus
{
    private const int OfEachKind = 2;
    private const int Draws = 400, Smaller = 24;

    private static readonly RandomNetworkGen s_networks = new();
    private static readonly ConcurrentDictionary<string, DynamicModel> s_models = [];
    private static readonly Lazy<bool> s_compiled = new(() => Compile(Networks!));

    /// <summary>The networks; tests know them by their places.</summary>
    public static IReadOnlyList<RandomNetwork> Networks { get; } = Chosen();

    /// <summary>The places of all networks.</summary>
    public static TheoryData<int> Numbers => NumbersWhere(_ => true);

    /// <summary>The places of the networks of which something holds.</summary>
    public static TheoryData<int> NumbersWhere(Func<RandomNetwork, bool> holds) =>
        [.. Enumerable.Range(0, Networks.Count).Where(number => holds(Networks[number]))];

    /// <summary>A network's model.</summary>
    public static DynamicModel Model(RandomNetwork network, bool fusion = true) =>
        s_compiled.Value ? s_models[network.ToText(fusion).ClassName] : throw new InvalidOperationException();

    /// <summary>Tests a property of a network. Where it fails, the smallest of many smaller networks that fails too is reported.</summary>
    /// <param name="number">The network's place.</param>
    /// <param name="property">Throws where it does not hold.</param>
    /// <param name="where">What the property is about; null for all networks.</param>
    public static void Check(int number, Action<RandomNetwork> property, Func<RandomNetwork, bool>? where = null)
    {
        RandomNetwork network = Networks[number];
        Exception? failure = Failure(network, property);
        if (failure is null)
            return;

        // As CsCheck shrinks: drawing again, and keeping what is smaller.
        RandomNetwork[] smaller =
        [
            .. s_networks.From(PCG.Parse(network.Seed)).Take(Draws).Where(where ?? (_ => true))
                .Where(other => Size.IsLessThan(RandomNetworkGen.SizeOf(other), RandomNetworkGen.SizeOf(network)))
                .OrderBy(other => RandomNetworkGen.SizeOf(other).I).Take(Smaller),
        ];
        Compile(smaller);
        foreach (RandomNetwork other in smaller)
        {
            if (Failure(other, property) is { } simpler)
                throw new InvalidOperationException($"{simpler.Message}\nThe smallest network that fails. {other}", simpler);
        }

        throw new InvalidOperationException($"{failure.Message}\nNo smaller network fails. {network}", failure);
    }

    private static Exception? Failure(RandomNetwork network, Action<RandomNetwork> property)
    {
        try
        {
            property(network);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static RandomNetwork[] Chosen()
    {
        if (CsCheck.Check.Seed is { } seed)
            return [s_networks.Of(seed)];
        IEnumerable<RandomNetwork> drawn = s_networks.From(new PCG(RandomNetworkGen.Stream, 0))
            .Zip(s_networks.From(new PCG(RandomNetworkGen.GatedStream, 0)))
            .SelectMany(pair => new[] { pair.First, pair.Second });
        if (Environment.GetEnvironmentVariable("CsCheck_Iter") is { Length: > 0 })
            return [.. drawn.Take((int)CsCheck.Check.Iter)];
        var found = new Dictionary<(int Axes, NetworkStyle Style), int>();
        return
        [
            .. drawn.Where(network => (found[network.Kind] = found.GetValueOrDefault(network.Kind) + 1) <= OfEachKind)
                .Take(RandomNetworkBuilder.Kinds * OfEachKind),
        ];
    }

    private static bool Compile(IReadOnlyList<RandomNetwork> networks)
    {
        (ModelText Text, RandomNetwork Network)[] texts =
            [.. networks.SelectMany(network => new[] { true, false }.Select(fusion => (network.ToText(fusion), network)))];
        IReadOnlyDictionary<string, DynamicModelType> types = ModelCompiler.Compile(string.Concat(texts.Select(text => text.Text)));
        foreach ((ModelText text, RandomNetwork network) in texts)
            s_models.TryAdd(text.ClassName, types[text.ClassName].Load(WeightFiles.Of(network.Declared)));
        return true;
    }
}
