namespace ExplainGen.Graph;

/// <summary>
/// Half of the relevance to each of two factors; of a product of matrices shared by contribution, R_A = A * [R / st(2 AB)] B^T and B
/// likewise (Achtibat et al. 2024).
/// </summary>
public sealed record UniformRule : Rule
{
    public override string Name => "Uniform";

    public override bool AppliesTo(Operator op) => op.Class is OperatorClass.Product or OperatorClass.MatrixProduct;
}

/// <summary>All relevance to the signal, none to the gate (Arras et al. 2017).</summary>
/// <param name="Gate">The name of the layer that is the gate; null leaves it to what is provable.</param>
/// <param name="GateInput">Which input that is; -1 until it is decided.</param>
public sealed record SignalTakesAllRule(string? Gate, int GateInput = -1) : Rule
{
    public override string Name => "SignalTakesAll";

    public override bool AppliesTo(Operator op) => op.Class == OperatorClass.Product;

    protected override string Parameters => Gate is null ? "" : $"gate {Gate}";
}
