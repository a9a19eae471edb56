using System.Collections.Immutable;

namespace ExplainGen;

/// <summary>A layer of a generated model, as its metadata lists it and as <see cref="Explanation.At"/> takes it.</summary>
/// <param name="Index">Position in <see cref="ModelMetadata.Layers"/>.</param>
/// <param name="Name">The declared name, or kind and running number.</param>
/// <param name="Kind">The operator, such as <c>Conv2d</c>.</param>
/// <param name="Shape">
/// Of the layer's output: F, C x L, C x H x W or C x D x H x W. Without the zeros for a Pad that became the padding of its convolution.
/// </param>
/// <param name="Node">
/// The node of the compiled graph at whose output the layer's relevance stands. Layers that were folded into one (a BatchNorm into
/// its convolution) or do nothing in use (Dropout) share a node.
/// </param>
/// <param name="Model">The model's full name.</param>
public sealed record Layer(int Index, string Name, string Kind, ImmutableArray<int> Shape, int Node, string Model)
{
    /// <summary>Elements of the layer's output.</summary>
    public int Count
    {
        get
        {
            int count = 1;
            foreach (int axis in Shape)
                count *= axis;
            return count;
        }
    }

    /// <summary>The layer as one line: name, kind, shape.</summary>
    public override string ToString() => $"{Name} ({Kind} {string.Join('x', Shape)})";
}
