namespace ExplainGen;

/// <summary>
/// Class probabilities, <c>exp(x_i) / sum exp(x_j)</c> (<c>torch.nn.Softmax</c>). Only as the last layer, where it is cut:
/// logits are what is explained, since probabilities saturate.
/// </summary>
public sealed class SoftmaxAttribute : LayerAttribute;
