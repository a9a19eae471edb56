using System.Collections.Immutable;

namespace ExplainGen.Weights;

/// <summary>One tensor that a model needs: a line of its manifest.</summary>
/// <param name="Name">The name in the file: <c>conv1.weight</c>.</param>
/// <param name="Shape">The size of each axis; empty for a scalar.</param>
/// <param name="Required">Whether the model cannot do without it.</param>
public readonly record struct WeightSpec(string Name, ImmutableArray<int> Shape, bool Required = true)
{
    /// <summary>The length of an axis that the file decides, at least 1: the number of support vectors.</summary>
    public const int Any = -1;

    /// <summary>Whether two lines have the same name, the same shape and the same demand.</summary>
    public bool Equals(WeightSpec other) =>
        Name == other.Name && Required == other.Required && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Name, StringComparer.Ordinal);
        hash.Add(Required);
        foreach (int size in Shape.AsSpan())
            hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>The name and shape: <c>conv1.weight [16, 3, 3, 3]</c>.</summary>
    public override string ToString() => $"{Name} {WeightsException.Format(Shape.AsSpan())}";
}
