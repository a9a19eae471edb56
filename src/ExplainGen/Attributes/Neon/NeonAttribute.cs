namespace ExplainGen;

/// <summary>
/// A model that is no network, rewritten exactly as one (neuralized) and explained by relevance propagation: units that detect, and pooling
/// over them. On a class without <see cref="NetworkAttribute"/> it is the whole model; behind the layers of a network it reads what the last
/// of them gives.
/// </summary>
/// <remarks>
/// Kauffmann, Esders, Ruff, Montavon, Samek, Müller: "From clustering to cluster explanations via neural networks", TNNLS 35 (2), 2024
/// (arXiv:1906.07633). What is not attributed to features (weights of support vectors, priors, biases) stands in the ledger as taken by the
/// bias.
/// </remarks>
public abstract class NeonAttribute : LayerAttribute
{
    private protected NeonAttribute()
    {
    }

    /// <summary>How many features it reads; to be left out where <see cref="On"/> or layers before it say so.</summary>
    public int Features { get; set; }

    /// <summary>
    /// A class with <see cref="NetworkAttribute"/>, whose layers come before it: the model is then a head on that network, and the weights
    /// file holds the tensors of both. The network's shape, fusion, accuracy and picture count; its explainers and rules as well where the
    /// model declares none of its own; its gradient and weights attributes do not.
    /// </summary>
    public Type? On { get; set; }
}
