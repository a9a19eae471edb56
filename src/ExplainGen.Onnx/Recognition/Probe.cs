using System.Collections.Immutable;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Recognition;

/// <summary>Numbers to run regions on: the same in every import.</summary>
internal static class Probe
{
    /// <summary>Values of more elements are not tried on.</summary>
    private const long MostElements = 1 << 20;

    /// <summary>Whether there are few enough elements to try nodes on.</summary>
    internal static bool Fits(ImmutableArray<int> axes) => axes.Aggregate(1L, (count, axis) => count > MostElements ? count : count * axis) <= MostElements;

    /// <summary>Numbers about a mean, of some spread, as if they were random.</summary>
    internal static ConstantTensor Random(ImmutableArray<int> axes, uint seed, float mean, float spread)
    {
        var values = new float[axes.Aggregate(1, (count, axis) => count * axis)];
        ulong state = seed * 0x9E3779B97F4A7C15UL + 1;
        for (int i = 0; i < values.Length; i++)
        {
            // The upper half of a linear congruential generator, three of them added up: about a bell.
            float sum = 0;
            for (int k = 0; k < 3; k++)
            {
                state = state * 6364136223846793005UL + 1442695040888963407UL;
                sum += (state >> 40) / (float)(1 << 24) - 0.5f;
            }

            values[i] = mean + 2 * spread * sum;
        }

        return ConstantTensor.Of(axes, values);
    }

    /// <summary>Numbers from -8 to 8 and some far out; between them no kink of a function hides.</summary>
    internal static ConstantTensor Grid { get; } = ConstantTensor.Of(
        [77], [.. Enumerable.Range(-32, 65).Select(i => i / 4f), -1e4f, -1e3f, -200, -60, -20, 0.01f, 13, 25, 60, 200, 1e3f, 1e4f]);

    /// <summary>
    /// Where the elements along one axis stand: their first place for each place of the other axes, how many they are, and how far apart.
    /// </summary>
    internal static (int[] Starts, int Count, int Stride) Along(ImmutableArray<int> axes, int axis)
    {
        int stride = axes.Skip(axis + 1).Aggregate(1, (count, size) => count * size), count = axes[axis];
        int total = axes.Aggregate(1, (product, size) => product * size);
        return ([.. Enumerable.Range(0, total).Where(place => place / stride % count == 0)], count, stride);
    }
}
