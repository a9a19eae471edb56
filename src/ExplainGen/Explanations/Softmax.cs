using System.Numerics.Tensors;

namespace ExplainGen;

/// <summary>Class probabilities from logits.</summary>
public static class Softmax
{
    /// <summary>exp(z_i) / sum over k of exp(z_k), shifted by the largest logit so that nothing overflows.</summary>
    /// <param name="logits">At least one.</param>
    public static float[] Of(ReadOnlySpan<float> logits)
    {
        if (logits.IsEmpty)
            throw new ArgumentException("There must be at least one logit.", nameof(logits));
        var probabilities = new float[logits.Length];
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), probabilities);
        TensorPrimitives.Exp(probabilities, probabilities);
        TensorPrimitives.Divide(probabilities, TensorPrimitives.Sum(probabilities), probabilities);
        return probabilities;
    }
}
