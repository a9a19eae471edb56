using ExplainGen.TestKit.Oracle;

namespace ExplainGen.Conformance.Tests.Dynamic;

/// <summary>A network of the oracle as an annotated class.</summary>
/// <param name="ClassName">Unique in its compilation.</param>
/// <param name="InputShape">Without batch axis.</param>
/// <param name="Network">The layers; nodes with the same operator instance share its weights.</param>
internal sealed record ModelText(string ClassName, int[] InputShape, OracleNetwork Network)
{
    /// <summary>Attributes of explainers and rules, one a line.</summary>
    public IReadOnlyList<string> Explainers { get; init; } = [];

    public bool Fusion { get; init; } = true;

    public Accuracy Accuracy { get; init; }

    /// <summary>Layers by name whose attributes are written otherwise than with all of their parameters.</summary>
    public IReadOnlyDictionary<string, string> Written { get; init; } = new Dictionary<string, string>();

    /// <summary>Layers behind the last one that do nothing in use.</summary>
    public string Trailer { get; init; } = "";

    /// <summary>The class in C#.</summary>
    public override string ToString()
    {
        string fusion = Fusion ? "" : ", Fusion = false";
        string accuracy = Accuracy == Accuracy.Fast ? "" : $", Accuracy = Accuracy.{Accuracy}";
        string layers = string.Join(
            "\n", Network.Nodes.Select(node => Written.GetValueOrDefault(node.Name) ?? LayerText.Of(node, SharesOf(node))));

        // A collection expression: with params and a named argument both, the shape needs its brackets.
        return $"""
            [Network({LayerText.List(InputShape)}{fusion}{accuracy})]
            {layers}{Trailer}
            {string.Join("\n", Explainers)}
            public sealed partial class {ClassName};

            """;
    }

    private string? SharesOf(OracleNode node)
    {
        OracleNode owner = WeightFiles.Owner(Network, node);
        return ReferenceEquals(owner, node) ? null : owner.Name;
    }
}
