using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ExplainGen;

/// <summary>
/// Where relevance went in one layer. What arrives is what leaves plus what was taken:
/// <c>In = Out + Bias + Stabilizer + Dropped</c>, up to rounding, which <see cref="Error"/> shows. The parts are accounted one by one,
/// none as the remainder; only where a rule shares nothing out is the remainder all that there is to say, and counts as dropped.
/// </summary>
/// <param name="Layer">The node's name.</param>
/// <param name="Rule">The rule that was applied.</param>
/// <param name="In">Relevance at the layer's output.</param>
/// <param name="Out">Relevance handed to the layer's inputs.</param>
/// <param name="Bias">Taken by the bias; at a Parameter all that arrived there.</param>
/// <param name="Stabilizer">Taken by the stabilizer of denominators.</param>
/// <param name="Dropped">
/// Lost where a denominator was 0 (nothing to share it by), and what a softmax and rules that are no shares (gradients, and
/// <see cref="NormAttribute"/> on an activation) do not hand on; negative where those hand on more than arrived.
/// </param>
public readonly record struct LedgerEntry(
    string Layer, string Rule, double In, double Out, double Bias, double Stabilizer, double Dropped)
{
    /// <summary>What remains unexplained: rounding.</summary>
    public double Error => In - Out - Bias - Stabilizer - Dropped;
}

/// <summary>The conservation of an explanation, layer by layer, from the output down to the input.</summary>
/// <param name="Entries">One for each node that relevance gets to, the output's first.</param>
public sealed record Ledger(ImmutableArray<LedgerEntry> Entries)
{
    /// <summary>Relevance that the explanation started with.</summary>
    public double Seeded => Entries.Length == 0 ? 0 : Entries[0].In;

    /// <summary>Relevance taken by biases, in all layers.</summary>
    public double Bias => Entries.Sum(e => e.Bias);

    /// <summary>Relevance taken by stabilizers, in all layers.</summary>
    public double Stabilizer => Entries.Sum(e => e.Stabilizer);

    /// <summary>Relevance dropped, in all layers.</summary>
    public double Dropped => Entries.Sum(e => e.Dropped);

    /// <summary>The largest rounding error of a layer.</summary>
    public double LargestError => Entries.Select(e => Math.Abs(e.Error)).DefaultIfEmpty().Max();

    /// <summary>The ledger as a table.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"layer",-24} {"rule",-28} {"in",12} {"out",12} {"bias",12} {"stabilizer",12} {"dropped",12}");
        foreach (LedgerEntry e in Entries)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{e.Layer,-24} {e.Rule,-28} {e.In,12:g5} {e.Out,12:g5} {e.Bias,12:g5} {e.Stabilizer,12:g5} {e.Dropped,12:g5}");
        }

        return text.ToString();
    }
}
