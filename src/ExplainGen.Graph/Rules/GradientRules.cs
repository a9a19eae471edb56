namespace ExplainGen.Graph;

/// <summary>The ordinary gradient.</summary>
public sealed record GradientRule : Rule
{
    public override string Name => "PlainGradient";

    public override bool IsGradient => true;

    public override bool AppliesTo(Operator op) => op.Class is not (OperatorClass.Identity or OperatorClass.Token);
}

/// <summary>What replaces the gradient of a ReLU.</summary>
public enum ReluGradient
{
    /// <summary>g where z > 0 and g > 0 (Springenberg et al. 2015).</summary>
    Guided,

    /// <summary>max(g, 0) (Zeiler and Fergus 2014).</summary>
    Deconvolution,

    /// <summary>sigmoid(beta z) g (Dombrowski et al. 2019).</summary>
    BetaSmooth,
}

/// <summary>A modified gradient of ReLU.</summary>
public sealed record ReluGradientRule(ReluGradient Form, double Beta = 10) : Rule
{
    public override string Name => Form switch
    {
        ReluGradient.Guided => "GuidedBackprop",
        ReluGradient.Deconvolution => "Deconvolution",
        _ => "BetaSmooth",
    };

    public override bool IsGradient => true;

    public override bool AppliesTo(Operator op) => op is ActivationOperator { IsRelu: true };

    protected override string Parameters => Form == ReluGradient.BetaSmooth ? Format(Beta) : "";
}
