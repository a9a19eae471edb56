namespace ExplainGen.Graph;

/// <summary>
/// A network as its author wrote it, unchecked. It has value equality and holds nothing of a compiler, so it is what the
/// incremental pipeline compares and caches; everything else is derived from it.
/// </summary>
/// <param name="InputShape">C x H x W, C x L, C x D x H x W or F.</param>
/// <param name="Layers">In source order.</param>
/// <param name="Explainers">Declared explainers, the default one first.</param>
/// <param name="Rules">Overrides by selector, in source order; a later one wins.</param>
/// <param name="Gradient">Whether the plain gradient is emitted too.</param>
/// <param name="Fuse">Whether adjacent steps may be fused.</param>
/// <param name="Accuracy">What convolutions may give up for speed.</param>
/// <param name="Weights">The embedded weights file, if one is declared.</param>
/// <param name="Picture">How pictures become inputs, if that is declared.</param>
public sealed record NetworkDeclaration(
    EquatableArray<int> InputShape,
    EquatableArray<LayerDeclaration> Layers,
    EquatableArray<ExplainerDeclaration> Explainers,
    EquatableArray<RuleDeclaration> Rules,
    bool Gradient = false,
    bool Fuse = true,
    Accuracy Accuracy = Accuracy.Fast,
    string? Weights = null,
    PictureDeclaration? Picture = null);

/// <summary>One layer attribute.</summary>
/// <param name="Kind">The operator's name in the table, such as <c>Conv2d</c>.</param>
/// <param name="Name">The declared name; null takes kind and running number.</param>
/// <param name="Inputs">Names of the layers it reads; empty takes the layer before.</param>
/// <param name="Shares">The layer whose weights this one uses; null has its own.</param>
/// <param name="Arguments">The operator's own arguments.</param>
/// <param name="Origin">Which attribute of the class this is, for locations.</param>
public sealed record LayerDeclaration(
    string Kind, string? Name, EquatableArray<string> Inputs, string? Shares, Arguments Arguments, int Origin);

/// <summary>One explainer: a composite under a name.</summary>
/// <param name="Composite">The composite's name, such as <c>EpsilonPlusFlat</c>.</param>
/// <param name="Name">The declared name; null takes the composite's.</param>
public sealed record ExplainerDeclaration(string Composite, string? Name, Arguments Arguments, int Origin);

/// <summary>One rule override.</summary>
/// <param name="Kind">The rule's name, such as <c>Gamma</c>.</param>
/// <param name="Selector">A layer's name, a glob (<c>conv*</c>) or a range in data-flow order (<c>conv1..conv5</c>).</param>
/// <param name="For">The explainer it applies to; null applies to all.</param>
public sealed record RuleDeclaration(string Kind, string Selector, string? For, Arguments Arguments, int Origin);
