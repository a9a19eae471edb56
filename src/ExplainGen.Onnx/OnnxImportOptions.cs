using System.Collections.Immutable;

namespace ExplainGen.Onnx;

/// <summary>What an import cannot read from the file.</summary>
public sealed record OnnxImportOptions
{
    /// <summary>
    /// The shape of the input with its batch axis, such as 1 x 3 x 224 x 224, where the file leaves axes free. Null takes the file's, with
    /// a batch of 1.
    /// </summary>
    public ImmutableArray<int>? InputShape { get; init; }

    /// <summary>
    /// The output to explain, where the file has several. Null takes the first; where that is the label of a model that is no network, its
    /// scores are explained.
    /// </summary>
    public string? Output { get; init; }

    /// <summary>
    /// The stiffness beta of the pooling over clusters, at least 0, where a file holds k-means. Null takes 1 / mean score of the centroids:
    /// the heuristic of Kauffmann et al. (TNNLS 2024) on the only points that a file has, where the mean over data would be better.
    /// </summary>
    public float? Stiffness { get; init; }
}
