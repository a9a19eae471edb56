using System.Numerics.Tensors;

namespace ExplainGen.Benchmarks.Comparison;

/// <summary>How far engines are apart: only engines that compute the same are compared for time.</summary>
internal static class Agreement
{
    private const double LogitTolerance = 1e-4, GradientTolerance = 1e-3;

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
    /// The Euclidean distance of two gradients over the length of one. A ReLU whose input is nearly 0 may be open in one engine and closed
    /// in another, so single elements tell nothing.
    /// </summary>
    /// <exception cref="DisagreementException">It is above one in a thousand.</exception>
    public static double OfGradients(string what, ReadOnlySpan<float> ours, ReadOnlySpan<float> peer) =>
        Accept(what, TensorPrimitives.Distance(ours, peer) / TensorPrimitives.Norm(peer), GradientTolerance);

    // Written so that NaN is refused.
    private static double Accept(string what, double error, double tolerance) => error <= tolerance
        ? error
        : throw new DisagreementException($"{what} differ by {error:g3}, which is above {tolerance:g3}.");
}

/// <summary>Two engines do not compute the same.</summary>
internal sealed class DisagreementException(string message) : Exception(message);
