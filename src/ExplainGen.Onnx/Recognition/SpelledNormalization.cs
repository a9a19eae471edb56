using System.Collections.Immutable;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Lowering;
using ExplainGen.Onnx.Lowering.Operators;

namespace ExplainGen.Onnx.Recognition;

/// <summary>
/// Values that are scaled by their own deviation or root mean square along one axis: LayerNorm and RMSNorm. The scale and the shift of each
/// element are found from what the nodes compute, and are those of the file where it has them as constants.
/// </summary>
internal static class SpelledNormalization
{
    /// <summary>Of the largest result.</summary>
    private const double Tolerance = 2e-4;

    /// <summary>Beyond it nothing is called an epsilon.</summary>
    private const float LargestEpsilon = 0.1f;

    /// <summary>What means and deviations are spelled with; variances may be kept from being negative.</summary>
    private static readonly HashSet<string> s_operators =
    [
        "Add", "Cast", "Div", "Expand", "Identity", "Max", "Mul", "Neg", "Pow", "Reciprocal", "ReduceMean", "ReduceSum", "Reshape", "Sqrt",
        "Squeeze", "Sub", "Unsqueeze",
    ];

    internal static bool TryLower(NodeContext node, Region region)
    {
        if (region.Entries.Length != 1 || !region.Has("ReduceMean", "ReduceSum") || !region.Has("Sqrt", "Pow")
            || region.Nodes.Any(n => !s_operators.Contains(n.Operator)) || region.Bounds(node.Values).Any(bound => bound != 0)
            || node.Values.GetValueOrDefault(region.Entries[0]) is not FlowValue { IsTokens: false } x)
        {
            return false;
        }

        for (int axis = 0; axis < x.Axes.Length; axis++)
        {
            // A few places of the other axes will do, unless constants of the file repeat their sizes.
            ImmutableArray<int> few = [.. x.Axes.Select((size, a) => a == axis ? size : Math.Min(size, 2))];
            if (x.Axes[axis] > 1 && (Find(node, region, few, axis) ?? Find(node, region, x.Axes, axis)) is { } found)
            {
                Normalizations.Set(node, x, axis, found);
                return true;
            }
        }

        return false;
    }

    private static Normalization? Find(NodeContext node, Region region, ImmutableArray<int> axes, int axis)
    {
        if (!Probe.Fits(axes))
            return null;

        // Two to find scale and shift from, and one so small that epsilon matters to check them.
        ConstantTensor[] probes =
            [Probe.Random(axes, 1, 0.5f, 1), Probe.Random(axes, 2, -0.25f, 2), Probe.Random(axes, 3, 1e-3f, 3e-3f)];
        var results = new float[probes.Length][];
        for (int i = 0; i < probes.Length; i++)
        {
            if (region.Run(node, probes[i]) is not { } result || !result.Axes.SequenceEqual(axes))
                return null;
            results[i] = result.Reals.ToArray();

            // What many places of the first one do not agree on needs no others.
            if (i == 0 && axes.Where((_, a) => a != axis).Any(size => size > 2) && !MayFit(probes[0], results[0], axis))
                return null;
        }

        IEnumerable<float> epsilons = region.Constants(node.Values)
            .Where(c => c is { Count: 1, IsInteger: false } && c.Reals[0] is > 0 and < LargestEpsilon).Select(c => c.Reals[0]).Append(0).Distinct();
        foreach (float epsilon in epsilons)
        {
            foreach (bool isCentered in (bool[])[true, false])
            {
                double[][] normalized = [.. probes.Select(probe => Normalize(probe, axis, epsilon, isCentered))];
                if (Fit(normalized, results, axes, axis) is { } fit && (isCentered || fit.Shift.All(v => Math.Abs(v) < 1e-5f)))
                    return new Normalization(isCentered, epsilon, Snap(fit.Scale, 1), isCentered ? Snap(fit.Shift, 0) : null);
            }
        }

        return null;

        // The file's own numbers where there are some that are as good; null where they are what is left out.
        float[]? Snap(float[] values, float neutral)
        {
            float largest = values.Max(Math.Abs), allowed = 5e-5f * Math.Max(largest, 1e-3f);
            if (values.All(v => Math.Abs(v - neutral) <= allowed) && !Constants().Any(c => IsNear(c, values, allowed)))
                return null;
            return Constants().FirstOrDefault(c => IsNear(c, values, allowed)) ?? values;
        }

        IEnumerable<float[]> Constants() => region.Constants(node.Values)
            .Where(c => c.Count == axes[axis] && !c.IsInteger).Select(c => c.Reals.ToArray());

        static bool IsNear(float[] constant, float[] values, float allowed)
        {
            for (int i = 0; i < values.Length; i++)
            {
                if (!(Math.Abs(constant[i] - values[i]) <= allowed))
                    return false;
            }

            return true;
        }
    }

    // Epsilon matters little to numbers about 1.
    private static bool MayFit(ConstantTensor probe, float[] result, int axis)
    {
        foreach (bool isCentered in (bool[])[true, false])
        {
            double[] normalized = Normalize(probe, axis, 0, isCentered);
            if (Fit([normalized, normalized], [result, result], probe.Axes, axis, 0.1) is not null)
                return true;
        }

        return false;
    }

    private static double[] Normalize(ConstantTensor probe, int axis, float epsilon, bool isCentered)
    {
        (int[] starts, int count, int stride) = Probe.Along(probe.Axes, axis);
        ReadOnlySpan<float> x = probe.Reals;
        var result = new double[x.Length];
        foreach (int start in starts)
        {
            double mean = 0, square = 0;
            for (int i = 0; isCentered && i < count; i++)
                mean += x[start + i * stride] / (double)count;
            for (int i = 0; i < count; i++)
                square += Math.Pow(x[start + i * stride] - mean, 2) / count;
            for (int i = 0; i < count; i++)
                result[start + i * stride] = (x[start + i * stride] - mean) / Math.Sqrt(square + epsilon);
        }

        return result;
    }

    /// <summary>Scale and shift for each place along the axis, by least squares of all probes but the last, which they must fit too.</summary>
    private static (float[] Scale, float[] Shift)? Fit(
        double[][] normalized, float[][] results, ImmutableArray<int> axes, int axis, double tolerance = Tolerance)
    {
        (int[] starts, int count, int stride) = Probe.Along(axes, axis);
        float[] scale = new float[count], shift = new float[count];
        double largest = results[^1].Max(v => Math.Abs((double)v)), worst = 0;
        for (int i = 0; i < count; i++)
        {
            double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
            for (int p = 0; p < normalized.Length - 1; p++)
            {
                foreach (int start in starts)
                {
                    double x = normalized[p][start + i * stride], y = results[p][start + i * stride];
                    (n, sx, sy, sxx, sxy) = (n + 1, sx + x, sy + y, sxx + x * x, sxy + x * y);
                }
            }

            double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx), offset = (sy - slope * sx) / n;
            (scale[i], shift[i]) = ((float)slope, (float)offset);
            for (int p = 0; p < normalized.Length; p++)
            {
                foreach (int start in starts)
                {
                    double error = Math.Abs(slope * normalized[p][start + i * stride] + offset - results[p][start + i * stride]);
                    worst = Math.Max(worst, double.IsNaN(error) ? double.PositiveInfinity : error);
                }
            }
        }

        return worst <= tolerance * Math.Max(largest, 1e-6) ? (scale, shift) : null;
    }
}
