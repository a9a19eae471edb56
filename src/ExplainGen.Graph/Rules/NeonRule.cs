namespace ExplainGen.Graph;

/// <summary>
/// Relevance goes from the scores of a neuralized model over its pooling to its units, and from those to the features, as its family has it.
/// </summary>
public sealed record NeonRule : Rule
{
    public override string Name => "Neon";

    public override bool AppliesTo(Operator op) => op.Class == OperatorClass.Neuralized;
}
