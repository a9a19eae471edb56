namespace ExplainGen;

/// <summary>
/// Two or more tensors one after the other along the channel axis (<c>torch.cat</c> with <c>dim=1</c>);
/// <see cref="LayerAttribute.Inputs"/> names them. Each gets the relevance of its own channels.
/// </summary>
/// <example><code>[Concat(Inputs = ["conv5", "relu3"])]</code></example>
public sealed class ConcatAttribute : LayerAttribute;
