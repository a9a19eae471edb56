using ExplainGen.Weights;

namespace ExplainGen.Conformance.Tests.Runtime;

/// <summary>Seeded weights for any model, of a size that keeps activations near 1.</summary>
internal static class RandomWeights
{
    public static IEnumerable<NamedTensor> For(ModelMetadata model, int seed = 1)
    {
        var random = new Random(seed);
        foreach (WeightSpec spec in model.Weights)
        {
            int count = spec.Shape.Aggregate(1, (product, axis) => product * axis);
            float scale = spec.Shape.Length > 1 ? MathF.Sqrt(2f * spec.Shape[0] / count) : 0.1f;
            bool variance = spec.Name.EndsWith("running_var", StringComparison.Ordinal);
            var values = new float[count];
            for (int i = 0; i < count; i++)
                values[i] = variance ? 0.5f + random.NextSingle() : ((random.NextSingle() * 2) - 1) * scale;
            yield return NamedTensor.Create(spec.Name, spec.Shape.AsSpan(), values);
        }
    }

    public static float[] Input(ModelMetadata model, int seed, int count = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, model.InputCount * count).Select(_ => random.NextSingle())];
    }
}
