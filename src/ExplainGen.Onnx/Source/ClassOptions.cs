using System.Collections.Immutable;

namespace ExplainGen.Onnx.Source;

/// <summary>How the class of an imported network is written.</summary>
public sealed record ClassOptions
{
    /// <summary>The name of the class.</summary>
    public required string ClassName { get; init; }

    /// <summary>The namespace; null puts the class into none.</summary>
    public string? Namespace { get; init; }

    /// <summary>The name of the embedded weights file; null binds none.</summary>
    public string? WeightsFile { get; init; }

    /// <summary>The attributes of explainers and rules, such as <c>[Lrp(Composite.EpsilonPlusFlat)]</c>, one a line.</summary>
    public ImmutableArray<string> Explainers { get; init; } = ["[Lrp(Composite.EpsilonPlusFlat)]"];

    /// <summary>The attribute that says how pictures become inputs, such as <c>[Picture(High = 255)]</c>; null where nothing does.</summary>
    public string? Picture { get; init; }

    /// <summary>Whether the class is public.</summary>
    public bool IsPublic { get; init; } = true;

    /// <summary>The file that the network came from, for the summary.</summary>
    public string? Origin { get; init; }
}
