namespace ExplainGen.Graph;

/// <summary>R_in = x * J^T [R / st(f(x))]: shares by contribution, for any operator (pools, sums, activations).</summary>
public sealed record NormRule : Rule
{
    public override string Name => "Norm";

    public override bool AppliesTo(Operator op) => op.IsLinear || op.Class
        is OperatorClass.AveragePooling or OperatorClass.Sum or OperatorClass.Upsampling or OperatorClass.Activation
        or OperatorClass.BatchNormalization;
}

/// <summary>R_in = R_out, where shapes agree.</summary>
public sealed record PassRule : Rule
{
    public override string Name => "Pass";

    public override bool AppliesTo(Operator op) =>
        op.IsLinear || op.Class is OperatorClass.Activation or OperatorClass.BatchNormalization or OperatorClass.Normalization;
}

/// <summary>How a max-pool shares relevance among its window.</summary>
public enum MaxPoolShare
{
    /// <summary>All to the largest value; to the first of equals.</summary>
    Winner,

    /// <summary>In proportion to the values.</summary>
    Proportional,

    /// <summary>Equally among the largest values.</summary>
    TieSplit,
}

/// <summary>A rule of max-pooling.</summary>
public sealed record MaxPoolRule(MaxPoolShare Share) : Rule
{
    public override string Name => Share.ToString();

    public override bool AppliesTo(Operator op) => op.Class == OperatorClass.MaxPooling;
}

/// <summary>Relevance follows the values through a routing operator; that of all numbers that stand for a token is the token's.</summary>
public sealed record RouteRule : Rule
{
    public override string Name => "Route";

    public override bool AppliesTo(Operator op) => op.Class is OperatorClass.Routing or OperatorClass.Token or OperatorClass.Parameter;
}
