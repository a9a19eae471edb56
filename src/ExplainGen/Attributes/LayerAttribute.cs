namespace ExplainGen;

/// <summary>
/// One layer of a network. Layers stand in source order, and each reads the layer before it unless <see cref="Input"/> or
/// <see cref="Inputs"/> says otherwise, so any directed acyclic graph can be written.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class LayerAttribute : Attribute
{
    private protected LayerAttribute()
    {
    }

    /// <summary>
    /// The layer's name, unique in the network: prefix of its weights (<c>conv1.weight</c>), member of the generated
    /// <c>Layers</c>, target of selectors. By default the kind in lower case and a running number: <c>conv1</c>, <c>relu3</c>.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>The name of the one layer it reads, <c>input</c> for the network's own input; the layer before by default.</summary>
    public string? Input { get; set; }

    /// <summary>The names of the layers it reads, in order; for layers of several inputs.</summary>
    public string[]? Inputs { get; set; }

    /// <summary>
    /// The name of another layer of the same kind whose weights it uses instead of its own. Each use keeps its own relevance.
    /// </summary>
    public string? Shares { get; set; }
}
