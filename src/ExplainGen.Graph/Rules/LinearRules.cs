namespace ExplainGen.Graph;

/// <summary>R_i = x_i sum_j w_ij R_j / st(z_j), z = Wx + b (Bach et al. 2015). Epsilon 0 is LRP-0.</summary>
public sealed record EpsilonRule : Rule
{
    public override string Name => "Epsilon";

    public override bool AppliesTo(Operator op) => op.IsLinear || op.Class
        is OperatorClass.BatchNormalization or OperatorClass.Normalization or OperatorClass.AveragePooling or OperatorClass.Sum
        or OperatorClass.Upsampling or OperatorClass.Recurrent;

    protected override string Parameters => Stabilizer.ToString();
}

/// <summary>Epsilon with weights raised by gamma times their part that agrees with the output's sign (Montavon et al. 2019).</summary>
public sealed record GammaRule(double Gamma) : Rule
{
    public override string Name => "Gamma";

    public override bool AppliesTo(Operator op) => op.IsLinear;

    protected override string Parameters => Format(Gamma);
}

/// <summary>Only contributions of the output's positive side share (Montavon et al. 2017): AlphaBeta(1, 0).</summary>
public sealed record ZPlusRule : Rule
{
    public override string Name => "ZPlus";

    public override bool AppliesTo(Operator op) => op.IsLinear;
}

/// <summary>alpha times the positive contributions' shares minus beta times the negative ones' (Bach et al. 2015).</summary>
public sealed record AlphaBetaRule(double Alpha, double Beta) : Rule
{
    public override string Name => "AlphaBeta";

    public override bool AppliesTo(Operator op) => op.IsLinear;

    protected override string Parameters => $"{Format(Alpha)}, {Format(Beta)}";
}

/// <summary>For inputs within [low, high] (Montavon et al. 2017); conserves exactly, bias or not.</summary>
/// <param name="Low">One value for all channels, or one a channel.</param>
public sealed record ZBoxRule(EquatableArray<double> Low, EquatableArray<double> High) : Rule
{
    public override string Name => "ZBox";

    public override bool AppliesTo(Operator op) => op.IsLinear;

    protected override string Parameters => Low.Count == 0 ? "" : $"{Describe(Low)} .. {Describe(High)}";

    private static string Describe(EquatableArray<double> values) =>
        values.Count == 1 ? Format(values[0]) : "[" + string.Join(", ", values.Take(4).Select(Format)) + (values.Count > 4 ? ", ...]" : "]");
}

/// <summary>Shares by squared weights, whatever the input (Montavon et al. 2017); for the first layer.</summary>
public sealed record WSquareRule : Rule
{
    public override string Name => "WSquare";

    public override bool AppliesTo(Operator op) => op.IsLinear;
}

/// <summary>Equal shares for every input an output sees (Lapuschkin et al. 2019); for the first layer.</summary>
public sealed record FlatRule : Rule
{
    public override string Name => "Flat";

    public override bool AppliesTo(Operator op) => op.IsLinear;
}
