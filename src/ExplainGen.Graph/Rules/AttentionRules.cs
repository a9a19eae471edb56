namespace ExplainGen.Graph;

/// <summary>
/// Relevance through a softmax by its Taylor expansion, R_i = x_i (R_i' - s_i sum R_j'), and through the products of attention by
/// <see cref="UniformRule"/> (Achtibat et al. 2024).
/// </summary>
public sealed record AttnLrpRule : Rule
{
    public override string Name => "AttnLrp";

    public override bool AppliesTo(Operator op) => op.Class is OperatorClass.Softmax or OperatorClass.Attention;
}

/// <summary>The outputs of a softmax are constants: values get all, queries and keys nothing (Ali et al. 2022).</summary>
public sealed record CpLrpRule : Rule
{
    public override string Name => "CpLrp";

    public override bool AppliesTo(Operator op) => op.Class is OperatorClass.Softmax or OperatorClass.Attention;
}
