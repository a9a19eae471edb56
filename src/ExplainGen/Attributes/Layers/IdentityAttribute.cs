namespace ExplainGen;

/// <summary>The input as it is (<c>torch.nn.Identity</c>), to give a name to a place in the network; removed.</summary>
public sealed class IdentityAttribute : LayerAttribute;
