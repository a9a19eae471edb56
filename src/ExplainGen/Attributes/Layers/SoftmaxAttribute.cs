namespace ExplainGen;

/// <summary>
/// <c>exp(x_i) / sum exp(x_j)</c> over the channels at each position (<c>torch.nn.Softmax</c> with <c>dim=1</c>). As the last layer its
/// outputs are class probabilities, and it is cut: logits are what is explained, since probabilities saturate. Inside a network relevance
/// goes through it by <see cref="AttnLrpAttribute"/>.
/// </summary>
public sealed class SoftmaxAttribute : LayerAttribute;
