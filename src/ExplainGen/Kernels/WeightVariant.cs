using System.Numerics.Tensors;

namespace ExplainGen.Kernels;

/// <summary>Which element-wise function of the weights W a <see cref="WeightVariant"/> is.</summary>
public enum WeightVariantKind
{
    /// <summary>W</summary>
    Original,

    /// <summary>W⁺ = max(W, 0)</summary>
    Positive,

    /// <summary>W⁻ = min(W, 0)</summary>
    Negative,

    /// <summary>|W|</summary>
    Absolute,

    /// <summary>W²</summary>
    Squared,

    /// <summary>W + γ·W⁺</summary>
    Raised,

    /// <summary>W + γ·W⁻</summary>
    Lowered,

    /// <summary>1 in place of every weight.</summary>
    Ones,

    /// <summary>gamma W.</summary>
    Scaled,

    /// <summary>gamma |W|.</summary>
    ScaledAbsolute,
}

/// <summary>An element-wise function of the weights (or bias) of a linear map that a relevance rule works with.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Gamma">γ, of the kinds that have one.</param>
public readonly record struct WeightVariant(WeightVariantKind Kind, float Gamma = 0)
{
    /// <summary>The variant's value for the weight <paramref name="w"/>.</summary>
    /// <param name="w">The weight.</param>
    public float Apply(float w) => Kind switch
    {
        WeightVariantKind.Original => w,
        WeightVariantKind.Positive => Math.Max(w, 0f),
        WeightVariantKind.Negative => Math.Min(w, 0f),
        WeightVariantKind.Absolute => Math.Abs(w),
        WeightVariantKind.Squared => w * w,
        WeightVariantKind.Raised => w + Gamma * Math.Max(w, 0f),
        WeightVariantKind.Lowered => w + Gamma * Math.Min(w, 0f),
        WeightVariantKind.Ones => 1f,
        WeightVariantKind.Scaled => Gamma * w,
        WeightVariantKind.ScaledAbsolute => Gamma * Math.Abs(w),
        _ => throw new InvalidOperationException($"There is no weight variant {Kind}."),
    };

    /// <summary>A weight on its way into a packing that is then handed to <see cref="ApplyToGathered"/>.</summary>
    internal float Gathered(float weight) => Kind == WeightVariantKind.Ones ? 1f : weight;

    /// <summary>The variant's values in place of a packing's weights; the zeros that fill it up stay zeros.</summary>
    internal void ApplyToGathered(Span<float> weights)
    {
        switch (Kind)
        {
            case WeightVariantKind.Original or WeightVariantKind.Ones:
                break;
            case WeightVariantKind.Positive:
                TensorPrimitives.Max(weights, 0f, weights);
                break;
            case WeightVariantKind.Negative:
                TensorPrimitives.Min(weights, 0f, weights);
                break;
            case WeightVariantKind.Absolute:
                TensorPrimitives.Abs(weights, weights);
                break;
            case WeightVariantKind.Squared:
                TensorPrimitives.Multiply(weights, weights, weights);
                break;
            default:
                foreach (ref float weight in weights)
                    weight = Apply(weight);
                break;
        }
    }
}
