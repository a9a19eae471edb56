namespace ExplainGen;

/// <summary>All axes as one vector, in row-major order (<c>torch.nn.Flatten</c>).</summary>
public sealed class FlattenAttribute : LayerAttribute;
