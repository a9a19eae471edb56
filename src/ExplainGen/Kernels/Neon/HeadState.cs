using System.Runtime.InteropServices;

namespace ExplainGen.Kernels;

/// <summary>Numbers in double precision in what the forward pass leaves for the way back; they come first, at even places.</summary>
internal static class HeadState
{
    /// <summary>Doubles of the state.</summary>
    /// <param name="state">Of one input.</param>
    /// <param name="at">The first of them, counted in doubles.</param>
    /// <param name="count">How many.</param>
    internal static Span<double> Doubles(Span<float> state, int at, int count) =>
        MemoryMarshal.Cast<float, double>(state.Slice(2 * at, 2 * count));

    /// <summary>What each part of the scores passes on: seed / score.</summary>
    /// <param name="relevance">The relevance of the scores.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="quotients">One a score; 0 where the score is 0.</param>
    /// <param name="loss">Takes the relevance of scores that are 0: each of their parts would be 0 / 0.</param>
    internal static void Divide(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, Span<double> quotients, QuotientLoss? loss)
    {
        for (int c = 0; c < quotients.Length; c++)
        {
            quotients[c] = scores[c] == 0 ? 0 : (double)relevance[c] / scores[c];
            if (scores[c] == 0 && loss is not null)
                loss.Dropped += relevance[c];
        }
    }
}
