using System.Collections.Immutable;
using ExplainGen.Weights;

namespace ExplainGen;

/// <summary>What is known of a generated model at compile time. Immutable, one instance a model type.</summary>
public sealed record ModelMetadata
{
    /// <summary>The model's full type name.</summary>
    public required string Name { get; init; }

    /// <summary>The input's shape: F, C x L, C x H x W or C x D x H x W.</summary>
    public required ImmutableArray<int> InputShape { get; init; }

    /// <summary>The output's shape; its elements are the logits.</summary>
    public required ImmutableArray<int> OutputShape { get; init; }

    /// <summary>Whether the declaration ended in a Softmax, which was cut: the softmax of the logits are class probabilities.</summary>
    public required bool HasSoftmax { get; init; }

    /// <summary>Every declared layer, in execution order.</summary>
    public required ImmutableArray<Layer> Layers { get; init; }

    /// <summary>The names of the compiled graph's nodes; node 0 is the input.</summary>
    public required ImmutableArray<string> Nodes { get; init; }

    /// <summary>Every explainer, the default one first.</summary>
    public required ImmutableArray<ExplainerInfo> Explainers { get; init; }

    /// <summary>Every parameter tensor that a weights file must hold.</summary>
    public required ImmutableArray<WeightSpec> Weights { get; init; }

    /// <summary>Floats of native memory that a workspace holds.</summary>
    public required long WorkspaceLength { get; init; }

    /// <summary>Multiply-adds of one forward pass.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>
    /// Whether the network is made of dense layers and element-wise functions alone. Batches are then computed in groups of inputs side by
    /// side, as the columns of a matrix, for which weights are read once. What a column comes to does not depend on the others.
    /// </summary>
    /// <remarks>Explainers that are <see cref="ExplainerInfo.IsRmsScaled"/> explain each input by itself all the same.</remarks>
    public bool AllowsColumns { get; init; }

    /// <summary>
    /// How many tokens there are, where the input consists of tokens: whole numbers from 0 to below this. 0 where it is plain numbers.
    /// </summary>
    public int TokenCount { get; init; }

    /// <summary>How pictures become inputs; null where <see cref="PictureAttribute"/> does not say it.</summary>
    public PictureInput? Picture { get; init; }

    /// <summary>Elements of the input.</summary>
    public int InputCount => Count(InputShape);

    /// <summary>Number of logits.</summary>
    public int OutputCount => Count(OutputShape);

    /// <summary>The explainer of that name.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public ExplainerInfo Explainer(string name)
    {
        foreach (ExplainerInfo explainer in Explainers)
        {
            if (string.Equals(explainer.Name, name, StringComparison.Ordinal))
                return explainer;
        }

        throw new ArgumentException(
            $"'{Name}' has no explainer '{name}'; it has {string.Join(", ", Explainers.Select(e => e.Name))}.", nameof(name));
    }

    private static int Count(ImmutableArray<int> shape)
    {
        int count = 1;
        foreach (int axis in shape)
            count *= axis;
        return count;
    }
}
