namespace ExplainGen.Graph;

/// <summary>How a layer's weights are changed before they are packed.</summary>
public enum VariantKind
{
    Original,

    /// <summary>W+ = max(W, 0).</summary>
    Positive,

    /// <summary>W- = min(W, 0).</summary>
    Negative,

    /// <summary>|W|.</summary>
    Absolute,

    /// <summary>W squared.</summary>
    Squared,

    /// <summary>W + gamma W+.</summary>
    Raised,

    /// <summary>W + gamma W-.</summary>
    Lowered,

    /// <summary>gamma W.</summary>
    Scaled,

    /// <summary>gamma |W|.</summary>
    ScaledAbsolute,
}

/// <summary>A variant with its parameter.</summary>
public readonly record struct Variant(VariantKind Kind, double Gamma = 0)
{
    public static Variant Original { get; } = new(VariantKind.Original);

    public static Variant Positive { get; } = new(VariantKind.Positive);

    public static Variant Negative { get; } = new(VariantKind.Negative);

    public static Variant Absolute { get; } = new(VariantKind.Absolute);

    public static Variant Squared { get; } = new(VariantKind.Squared);

    public static Variant Raised(double gamma) => new(VariantKind.Raised, gamma);

    public static Variant Lowered(double gamma) => new(VariantKind.Lowered, gamma);

    public static Variant Scaled(double factor) => new(VariantKind.Scaled, factor);

    public static Variant ScaledAbsolute(double factor) => new(VariantKind.ScaledAbsolute, factor);

    /// <summary>As part of a field's name.</summary>
    public string Suffix => Kind switch
    {
        VariantKind.Original => "",
        VariantKind.Raised or VariantKind.Lowered or VariantKind.Scaled or VariantKind.ScaledAbsolute => Kind + ArgumentReader.Format(Gamma).Replace(".", "_").Replace("-", "m").Replace("+", ""),
        _ => Kind.ToString(),
    };
}

/// <summary>Something that is made once, when weights are loaded, and read by every call.</summary>
/// <param name="Name">Of the field that holds it.</param>
public abstract record Constant(string Name);

/// <summary>A node's weights in a variant, packed for its map.</summary>
public sealed record FilterConstant(string Name, int Node, Variant Variant) : Constant(Name);

/// <summary>A node's bias in a variant.</summary>
public sealed record BiasConstant(string Name, int Node, Variant Variant) : Constant(Name);

/// <summary>The slopes of a PReLU, one a channel.</summary>
public sealed record SlopesConstant(string Name, int Node) : Constant(Name);

/// <summary>The numbers of a parameter.</summary>
public sealed record ParameterConstant(string Name, int Node) : Constant(Name);

/// <summary>The table of an embedding.</summary>
public sealed record TableConstant(string Name, int Node) : Constant(Name);

/// <summary>The weight of a normalization, one value a channel.</summary>
public sealed record GainConstant(string Name, int Node) : Constant(Name);

/// <summary>A bound of the input domain, one value a channel.</summary>
/// <param name="Values">One for all channels, or one a channel.</param>
public sealed record BoundConstant(string Name, int Node, int Channels, EquatableArray<double> Values) : Constant(Name);

/// <summary>W+ l + W- h of the box rule, at every output position (padding makes it vary).</summary>
public sealed record BoxOffsetConstant(
    string Name, int Node, FilterConstant Positive, FilterConstant Negative, BoundConstant Low, BoundConstant High) : Constant(Name);

/// <summary>The denominator of the w^2 rule at every output position: the sum of squared weights (and squared bias).</summary>
public sealed record SquaredSumConstant(string Name, int Node, FilterConstant Squared, BiasConstant? Bias) : Constant(Name);

/// <summary>The constants that schedules ask for, each once; in order of first use.</summary>
public sealed class ConstantTable(NetworkGraph graph)
{
    private readonly Dictionary<Constant, Constant> _known = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<Constant> _items = [];

    public IReadOnlyList<Constant> Items => _items;

    public FilterConstant Filter(Node node, Variant variant) =>
        Get(new FilterConstant($"{Identifier(node)}{variant.Suffix}", node.Id, variant));

    public BiasConstant? Bias(Node node, Variant variant) =>
        node.HasBias ? Get(new BiasConstant($"{Identifier(node)}Bias{variant.Suffix}", node.Id, variant)) : null;

    public SlopesConstant Slopes(Node node) => Get(new SlopesConstant($"{Identifier(node)}Slopes", node.Id));

    public ParameterConstant Parameter(Node node) => Get(new ParameterConstant(Identifier(node), node.Id));

    public TableConstant Table(Node node) => Get(new TableConstant($"{Identifier(node)}Table", node.Id));

    public GainConstant? Gain(Node node) =>
        node.Operator is NormalizationOperator { HasGain: true } ? Get(new GainConstant($"{Identifier(node)}Gain", node.Id)) : null;

    public BoundConstant Bound(Node node, string side, EquatableArray<double> values) => Get(new BoundConstant(
        $"{Identifier(node)}{side}", node.Id, graph.Nodes[node.Inputs[0]].Shape.Channels, values));

    public BoxOffsetConstant BoxOffset(Node node, BoundConstant low, BoundConstant high) => Get(new BoxOffsetConstant(
        $"{Identifier(node)}BoxOffset", node.Id, Filter(node, Variant.Positive), Filter(node, Variant.Negative), low, high));

    public SquaredSumConstant SquaredSum(Node node, bool withBias) => Get(new SquaredSumConstant(
        $"{Identifier(node)}SquaredSum{(withBias && node.HasBias ? "" : "NoBias")}", node.Id, Filter(node, Variant.Squared),
        withBias ? Bias(node, Variant.Squared) : null));

    public HeadConstant Head(Node node) => Get(new HeadConstant(Identifier(node), node.Id));

    public RecurrentConstant Recurrent(Node node, RecurrentDirection direction, RecurrentPass pass) => Get(new RecurrentConstant(
        $"{Identifier(node)}{(direction == RecurrentDirection.Reverse ? "Reverse" : "")}{(pass == RecurrentPass.Forward ? "" : pass)}",
        node.Id, direction, pass));

    private static string Identifier(Node node) => LayerIdentifier.Of(node.Name);

    // What a constant is decides, not what it would like to be called: a layer may be named like a variant of another's weights.
    private T Get<T>(T constant)
        where T : Constant
    {
        if (_known.TryGetValue(constant, out Constant? known))
            return (T)known;
        string name = constant.Name;
        for (int i = 2; !_names.Add(name); i++)
            name = $"{constant.Name}_{i}";
        var named = (T)((Constant)constant with { Name = name });
        _known[constant] = named;
        _items.Add(named);
        return named;
    }
}
