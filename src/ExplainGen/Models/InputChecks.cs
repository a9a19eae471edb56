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

    /// <summary>Refuses NaN and infinity, and where the input consists of tokens whatever is none.</summary>
    /// <exception cref="ArgumentException">There is one.</exception>
    internal static void Content(ModelMetadata metadata, ReadOnlySpan<float> input, string what, string argument)
    {
        Finite(metadata, input, what, argument);
        if (metadata.TokenCount == 0)
            return;
        for (int i = 0; i < input.Length; i++)
        {
            if (input[i] >= 0 && input[i] < metadata.TokenCount && input[i] == MathF.Floor(input[i]))
                continue;
            throw new ArgumentException(
                $"Element {i} of {what} of {metadata.Name} is {input[i]}, which is no token: it takes whole numbers from 0 to "
                + $"{metadata.TokenCount - 1}.",
                argument);
        }
    }

    private static void Finite(ModelMetadata metadata, ReadOnlySpan<float> input, string what, string argument)
    {
        if (TensorPrimitives.IsFiniteAll(input))
            return;
        int index = 0;
        while (float.IsFinite(input[index]))
            index++;
        throw new ArgumentException($"Element {index} of {what} of {metadata.Name} is {input[index]}; inputs must be finite.", argument);
    }
}
