namespace ExplainGen.Cli.Commands;

/// <summary>
/// What a rule keeps of the relevance that arrives at a layer, in a word or two for tables: all of it, all but the share of the bias or of
/// the softmax, nearly all (a stabilizer takes a trace), or not at all what arrived, where it is a gradient.
/// </summary>
internal static class Conservation
{
    private static readonly string[] s_whole = ["Pass", "Route", "Winner", "TieSplit", "Proportional", "Flat", "WSquare", "ZBox", "SignalTakesAll"];

    private static readonly string[] s_gradients = ["PlainGradient", "GuidedBackprop", "Deconvolution", "BetaSmooth"];

    /// <summary>What a rule keeps.</summary>
    /// <param name="rule">The rule as metadata have it, such as <c>AlphaBeta(2, 1), bias ignored</c>.</param>
    /// <param name="hasBias">Whether the layer has a bias.</param>
    internal static string Of(string rule, bool hasBias)
    {
        if (rule.Length == 0)
            return "";
        string name = rule[..(rule.IndexOfAny(['(', ',']) is var end and >= 0 ? end : rule.Length)];
        if (s_gradients.Contains(name))
            return "no";
        if (s_whole.Contains(name))
            return "yes";
        return name is "AttnLrp" ? "but softmax"
            : name is "Neon" ? "but bias"
            : hasBias && !rule.Contains("bias ", StringComparison.Ordinal) ? "but bias"
            : "nearly";
    }
}
