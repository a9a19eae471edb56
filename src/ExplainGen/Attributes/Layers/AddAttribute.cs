namespace ExplainGen;

/// <summary>
/// The sum of two or more tensors of one shape, a residual connection; <see cref="LayerAttribute.Inputs"/> names them. Each
/// gets relevance in proportion to what it contributes.
/// </summary>
/// <example><code>[Add(Inputs = ["conv5", "relu3"])]</code></example>
public sealed class AddAttribute : LayerAttribute;
