using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Operators;

/// <summary>One operator as a network of its own.</summary>
/// <param name="Kind">Its name in declarations.</param>
/// <param name="Title">What is particular about the case.</param>
/// <param name="Operator">The operator in the oracle.</param>
/// <param name="Input">The shape of its input.</param>
internal sealed record OperatorCase(string Kind, string Title, OracleOperator Operator, params int[] Input)
{
    /// <summary>The name of the layer that the case is about.</summary>
    public const string Layer = "layer";

    /// <summary>The layer from which an operator of two inputs takes the second, or which reads one of none.</summary>
    public const string Other = "other";

    /// <summary>The attribute, where it is to be written otherwise than with all of its parameters.</summary>
    public string? Declaration { get; init; }

    /// <summary>Whether the rules are tested in all forms of stabilizer and bias, and with fusion switched off too.</summary>
    public bool Thorough { get; init; }

    /// <summary>How many tokens the input is of; 0 where it is plain numbers, which have a gradient.</summary>
    public int Tokens { get; init; }

    /// <summary>Layers behind the operator that do nothing in use.</summary>
    public string Trailer { get; init; } = "";

    public string ClassName => string.Concat($"{Kind}_{Title}".Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    /// <summary>The layers from which the operator takes inputs other than that of the network.</summary>
    public IReadOnlyList<OracleNode> Sources { get; init; } =
        Operator is Add or Concat or Multiply ? [new OracleNode(Other, new Tanh(), OracleNetwork.InputName)] : [];

    /// <summary>Whether the last of them gives the first of two inputs rather than the second.</summary>
    public bool Swapped { get; init; }

    /// <summary>The names of the operator's inputs; by default that of the network, and the last of the layers before.</summary>
    public string[] Inputs
    {
        get => field ?? (Sources.Count == 0 ? [OracleNetwork.InputName]
            : Swapped ? [Sources[^1].Name, OracleNetwork.InputName]
            : [OracleNetwork.InputName, Sources[^1].Name]);
        init;
    }

    /// <summary>What reads an operator that reads nothing itself.</summary>
    public OracleNode[] After { get; } = Operator is Parameter ? [new OracleNode(Other, new Add(), OracleNetwork.InputName, Layer)] : [];

    public OracleNetwork Network => field ??= new OracleNetwork([.. Sources, new OracleNode(Layer, Operator, Inputs), .. After]);

    /// <summary>The case as an annotated class.</summary>
    public ModelText ToText(IReadOnlyList<string> explainers, bool fusion = true) => new(
        ClassName + (fusion ? "" : "Unfused"), Input, Network)
    {
        Explainers = explainers,
        Fusion = fusion,
        Trailer = Trailer,
        Written = Declaration is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [Layer] = Declaration },
    };
}
