using System.ComponentModel;
using System.Numerics.Tensors;

namespace ExplainGen.Neon;

/// <summary>Which of several scores wins.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class Winner
{
    /// <summary>The index of the largest score, the first of equals.</summary>
    /// <param name="scores">At least one.</param>
    public static int Of(ReadOnlySpan<float> scores) => TensorPrimitives.IndexOfMax(scores);
}
