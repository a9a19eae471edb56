using System.Globalization;

namespace ExplainGen.Neon;

/// <summary>
/// How far a neuralized model agrees with the model that it was made of, on given inputs. The original decision function is evaluated in its
/// own terms and in double precision; the network, in single precision, must give the same scores.
/// </summary>
/// <param name="Inputs">How many inputs were compared.</param>
/// <param name="LargestDifference">The largest difference of a score.</param>
/// <param name="LargestRelativeDifference">
/// The largest difference relative to the score: to the larger of its magnitude and 1e-3 of the median one, which far inputs do not move.
/// </param>
/// <param name="WorstInput">The input with the largest relative difference.</param>
/// <param name="WorstOutput">The score of it.</param>
/// <param name="LargestUnattributed">
/// The largest part of a score that no feature gets, as a share of it: what weights, priors and biases explain. The first explainer counts.
/// </param>
public sealed record EquivalenceCertificate(
    int Inputs, double LargestDifference, double LargestRelativeDifference, int WorstInput, int WorstOutput, double LargestUnattributed)
{
    /// <summary>Compares a model with its original.</summary>
    /// <param name="model">The model.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="inputs">Inputs, one behind the other; at least one.</param>
    /// <exception cref="ArgumentException">There is no input, a length is wrong, or an input holds NaN or infinity.</exception>
    public static EquivalenceCertificate Of(INeuralizedModel model, ModelMetadata metadata, ReadOnlyMemory<float> inputs)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(metadata);
        int size = metadata.InputCount, outputs = metadata.OutputCount, count = inputs.Length / size;
        if (count == 0 || count * size != inputs.Length)
        {
            throw new ArgumentException(
                $"{metadata.Name} takes inputs of {size} elements, at least one of them, but was given {inputs.Length} elements.",
                nameof(inputs));
        }

        var found = new float[count * outputs];
        var expected = new double[count * outputs];
        double unattributed = 0;
        using var workspace = new Workspace(metadata);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> input = inputs.Span.Slice(i * size, size);
            ModelRunner.Predict(model, metadata, input, found.AsSpan(i * outputs, outputs), workspace);
            Decide(model, metadata, input, workspace, expected.AsSpan(i * outputs, outputs));
            if (metadata.Explainers.Length > 0)
                unattributed = Math.Max(unattributed, Unattributed(model, metadata, input));
        }

        return Compare(found, expected, count, outputs, unattributed);
    }

    /// <summary>The certificate in a sentence.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Inputs} inputs: the network differs from the original by {LargestDifference:g3} at most, relatively {LargestRelativeDifference:g3} "
        + $"(input {WorstInput}, score {WorstOutput}); up to {LargestUnattributed:p1} of a score is not attributed");

    private static void Decide(
        INeuralizedModel model, ModelMetadata metadata, ReadOnlySpan<float> input, Workspace workspace, Span<double> scores)
    {
        workspace.Enter(metadata);
        try
        {
            model.RunForward(input, workspace);
            model.Head.Decide(model.FeaturesOf(workspace), scores);
        }
        finally
        {
            workspace.Exit();
        }
    }

    private static double Unattributed(INeuralizedModel model, ModelMetadata metadata, ReadOnlySpan<float> input)
    {
        Explanation why = ModelRunner.Explain(model, metadata, model.Workspaces, 0, input, Target.Top, keepLayers: false);
        double seeded = why.Ledger.Seeded;
        return seeded == 0 ? 0 : Math.Abs(seeded - why.Sum) / Math.Abs(seeded);
    }

    /// <summary>The certificate of scores that stand side by side.</summary>
    internal static EquivalenceCertificate Compare(float[] found, double[] expected, int count, int outputs, double unattributed)
    {
        double[] sizes = [.. expected.Where(double.IsFinite).Select(Math.Abs).Order()];
        double scale = sizes.Length == 0 ? 0 : sizes[sizes.Length / 2] * 1e-3, largest = 0, relative = 0;
        int worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            // A score that is no number agrees with nothing.
            double difference = double.IsFinite(expected[i]) ? Math.Abs(found[i] - expected[i]) : double.PositiveInfinity;
            double share = difference == 0 ? 0 : double.IsFinite(difference) ? difference / Math.Max(Math.Abs(expected[i]), scale) : difference;
            largest = Math.Max(largest, difference);
            if (share > relative)
                (relative, worst) = (share, i);
        }

        return new EquivalenceCertificate(count, largest, relative, worst / outputs, worst % outputs, unattributed);
    }
}
