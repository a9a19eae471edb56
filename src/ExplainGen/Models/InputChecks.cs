using System.Numerics.Tensors;

namespace ExplainGen;

/// <summary>What is asked of the numbers that callers hand in.</summary>
internal static class InputChecks
{
    /// <summary>Refuses numbers of another count.</summary>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    internal static void Length(int found, int expected, string argument, ModelMetadata metadata)
    {
        if (found != expected)
            throw new ArgumentException($"{metadata.Name} needs {expected} elements in '{argument}', but was given {found}.", argument);
    }

    /// <summary>Refuses NaN and infinity.</summary>
    /// <exception cref="ArgumentException">There is one.</exception>
    internal static void Finite(ModelMetadata metadata, ReadOnlySpan<float> input, string what, string argument)
    {
        if (TensorPrimitives.IsFiniteAll(input))
            return;
        int index = 0;
        while (float.IsFinite(input[index]))
            index++;
        throw new ArgumentException($"Element {index} of {what} of {metadata.Name} is {input[index]}; inputs must be finite.", argument);
    }
}
