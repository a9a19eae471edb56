using System.Numerics.Tensors;

namespace ExplainGen.Benchmarks.Comparison;

/// <summary>How far engines are apart: only engines that compute the same are compared for time.</summary>
internal static class Agreement
{
    private const double LogitTolerance = 1e-4, GradientTolerance = 0.02;

    /// <summary>The largest difference of two logits over the largest logit.</summary>
    /// <exception cref="DisagreementException">It is above one in ten thousand.</exception>
    public static double OfLogits(string what, ReadOnlySpan<float> ours, ReadOnlySpan<float> peer)
    {
        float[] difference = new float[ours.Length];
        TensorPrimitives.Subtract(ours, peer, difference);
        double error = Math.Abs(TensorPrimitives.MaxMagnitude<float>(difference)) / Math.Abs(TensorPrimitives.MaxMagnitude(peer));
        return Accept(what, error, LogitTolerance);
    }

    /// <summary>
    /// The Euclidean distance of two gradients over the length of one. Gradients jump: where the input of a ReLU is 0 but for rounding, or
    /// two elements of a pooling window are equal but for it, one engine takes one side and another the other, and of a layer of n units
    /// one unit moves the gradient by about 1 in sqrt(n). A mistake moves it by far more.
    /// </summary>
    /// <exception cref="DisagreementException">It is above one in fifty.</exception>
    public static double OfGradients(string what, ReadOnlySpan<float> ours, ReadOnlySpan<float> peer) =>
        Accept(what, TensorPrimitives.Distance(ours, peer) / TensorPrimitives.Norm(peer), GradientTolerance);

    // Written so that NaN is refused.
    private static double Accept(string what, double error, double tolerance) => error <= tolerance
        ? error
        : throw new DisagreementException($"{what} differ by {error:g3}, which is above {tolerance:g3}.");
}

/// <summary>Two engines do not compute the same.</summary>
internal sealed class DisagreementException(string message) : Exception(message);
