namespace ExplainGen.Graph;

/// <summary>What a composite knows of a node when it gives it a rule.</summary>
/// <param name="IsFirst">The first linear layer in the data flow: nothing linear lies between it and the input.</param>
/// <param name="ConvolutionIndex">How many convolutions lie before it in execution order.</param>
/// <param name="ConvolutionCount">How many convolutions there are.</param>
/// <param name="Gate">Of a product, the one factor that is provably within 0 and 1; null where none is, or both are.</param>
/// <param name="IsBounded">Whether the bounds of the network's input say those of the values that the node reads.</param>
public readonly record struct NodePosition(
    bool IsFirst, int ConvolutionIndex, int ConvolutionCount, int? Gate = null, bool IsBounded = false);

/// <summary>The parameters that an explainer's declaration gives its composite.</summary>
/// <param name="WritesBounds">Whether a bound of the input stands at the explainer itself.</param>
public sealed record CompositeArguments(
    double Epsilon,
    double Gamma,
    StabilizerSpec Stabilizer,
    BiasHandling Bias,
    EquatableArray<double> Low,
    EquatableArray<double> High,
    bool WritesBounds)
{
    /// <summary>Reads what was written; bounds that were not are those of the pictures that the network takes.</summary>
    public static CompositeArguments Read(ArgumentReader reader, PictureSpec? picture)
    {
        EquatableArray<double> low = RuleTable.Bounds(reader, "Low"), high = RuleTable.Bounds(reader, "High");
        return new(
            reader.Epsilon("Epsilon"),
            reader.Real("Gamma", 0.25, v => v >= 0, "at least 0"),
            RuleTable.Stabilizer(reader),
            RuleTable.Bias(reader),
            low.Count > 0 ? low : picture?.Lows ?? default,
            high.Count > 0 ? high : picture?.Highs ?? default,
            low.Count + high.Count > 0);
    }
}

/// <summary>A documented map from layer kinds to rules.</summary>
/// <param name="Assign">The rule of a node, or null where it has none.</param>
/// <param name="IsGradient">Whether it is a backward pass of gradients.</param>
public sealed record Composite(string Name, Func<Operator, NodePosition, CompositeArguments, Rule?> Assign, bool IsGradient = false);
