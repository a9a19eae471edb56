using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>
/// One step of a schedule as C#: one call, and one line an input where relevance is handed on. Arguments are named where they are
/// literals, of which a reader could not see what they are.
/// </summary>
internal sealed partial class StepWriter(NetworkGraph graph, LocalNames locals)
{
    /// <summary>The statement that carries out a step.</summary>
    public string Write(Step step) => step switch
    {
        ForwardStep s => $"{MapNames.Of(graph, s.Map)}.Forward({L(s.X)}, {Filter(s.Filter)}, {Addend(s.Addend)}, {Bias(s.Bias)}, {Function(s.Activation)}, {L(s.Y)}, workers);",
        QuotientStep s => $"{MapNames.Of(graph, s.Map)}.Quotient({L(s.X)}, {Filter(s.Filter)}, {Addend(s.Addend)}, {Bias(s.Bias)}, {L(s.Relevance)}, {Stabilizer(s.Stabilizer)}, {Scale(s.Scale)}, {L(s.S)}, workers, {Loss(s)});",
        CachedQuotientStep s => $"Kernels::Elementwise.Quotient({Cached(s)}, {Optional("minusBias", s.MinusBias)}, {Minus(s)}, {L(s.Relevance)}, {Stabilizer(s.Stabilizer)}, {Scale(s.Scale)}, {L(s.S)}, {Optional("lossBias", s.LossBias)}, workers, {Loss(s)});",
        GammaQuotientStep s => $"Kernels::Elementwise.GammaQuotient({L(s.Y)}, {L(s.Absolute)}, {Bias(s.Bias)}, ignoreBias: {Literal.Of(s.IgnoreBias)}, gamma: {F(s.Gamma)}, {L(s.Relevance)}, {Stabilizer(s.Stabilizer)}, {L(s.S)}, {(s.SignedS is null ? "signedS: default" : L(s.SignedS))}, workers, {Loss(s)});",
        MapGammaQuotientStep s => $"{MapNames.Of(graph, s.Map)}.GammaQuotient({L(s.X)}, {C(s.Absolute)}, {L(s.Y)}, {Bias(s.Bias)}, gamma: {F(s.Gamma)}, {L(s.Relevance)}, {Stabilizer(s.Stabilizer)}, {L(s.S)}, workers, {Loss(s)});",
        RedistributeStep s => $"{MapNames.Of(graph, s.Map)}.Redistribute({L(s.S)}, {Filter(s.Filter)}, {(s.X is null ? "x: default" : L(s.X))}, {Optional("shift", s.Shift)}, {Scale(s.Scale)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers);",
        RedistributeBySignStep s => $"{MapNames.Of(graph, s.Map)}.RedistributeBySign({L(s.S)}, {L(s.Y)}, {C(s.Positive)}, {C(s.Negative)}, {L(s.X)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers);",
        FlatStep s => $"{MapNames.FlatOf(graph, s.Node)}.Redistribute({L(s.Relevance)}, {Stabilizer(s.Stabilizer)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers, {Loss(s)});",
        SpreadBiasStep s => $"{MapNames.FlatOf(graph, s.Node)}.SpreadBias({L(s.S)}, {C(s.Bias)}, accumulate: true, {L(s.R)}, workers, trace?.ReturnBias({s.Node}));",
        SignPartStep s => $"Kernels::Elementwise.{SignPartMethod(s.Part)}({L(s.X)}, {L(s.Y)}, workers);",
        ActivateStep { Slopes: { } slopes } s => $"Kernels::Activations.Forward({L(s.X)}, {C(slopes)}, {L(s.Y)}, workers);",
        ActivateStep s => $"Kernels::Activations.Forward({L(s.X)}, {Function(s.Activation)}, {L(s.Y)}, workers);",
        NormalizeStep s => $"{MapNames.Of(graph, new(s.Node))}.Forward({L(s.X)}, {Optional("gain", s.Gain)}, {Bias(s.Bias)}, {Function(s.Activation)}, {L(s.Y)}, workers);",
        NormalizationPassStep s => $"{MapNames.Of(graph, new(s.Node))}.{s.Pass}({L(s.S)}, {Optional("gain", s.Gain)}, {L(s.X)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers);",
        ProductStep s => $"Kernels::Product.Forward({L(s.A)}, {L(s.B)}, {L(s.Y)}, workers);",
        FactorStep s => $"Kernels::Product.Redistribute({L(s.S)}, {(s.Factor is null ? "factor: default" : L(s.Factor))}, {Scale(s.Scale)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers);",
        AddStep s => $"Kernels::Elementwise.Add({L(s.A)}, {L(s.B)}, {Function(s.Activation)}, {L(s.Y)}, workers);",
        MaxPoolStep s => $"{MapNames.Of(graph, new(s.Node))}.Forward({L(s.X)}, {L(s.Y)}, workers);",
        MaxPoolShareStep s => $"{MapNames.Of(graph, new(s.Node))}.Redistribute(Kernels::MaxPoolRule.{s.Share}, {L(s.X)}, {L(s.Y)}, {L(s.Relevance)}, {Stabilizer(s.Stabilizer)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers, {Loss(s)});",
        ActivationPassStep s => WritePass(s),
        ShareSumStep s => $"Kernels::Elementwise.ShareSum({L(s.Z)}, {L(s.A)}, {L(s.B)}, {L(s.Relevance)}, {Stabilizer(s.Stabilizer)}, accumulateA: {Literal.Of(s.AccumulateA)}, {L(s.RA)}, accumulateB: {Literal.Of(s.AccumulateB)}, {L(s.RB)}, workers, {Loss(s)});",
        MultiplyStep s => $"Kernels::Elementwise.Multiply({L(s.A)}, {L(s.S)}, {Scale(1)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers);",
        CopyStep s => $"Kernels::Elementwise.Copy({L(s.From)}, {Accumulate(s.Accumulate)}, {L(s.To)}, workers);",
        ParameterStep s => $"Kernels::Elementwise.Copy({Tensor(s.Parameter)}, {Accumulate(false)}, {L(s.Y)}, workers);",
        KeepStep s => $"trace?.Keep({s.Node});",
        TokenStep { Table: { } table } s => $"Kernels::Tokens.Embed({L(s.X)}, {C(table)}, {L(s.Y)}, workers);",
        TokenStep s => $"Kernels::Tokens.OneHot({L(s.X)}, {L(s.Y)}, workers);",
        CollectTokensStep s => $"Kernels::Tokens.Collect({L(s.Relevance)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers);",
        MatrixStep s => WriteMatrices(s),
        ClearStep s => $"Kernels::Elementwise.Fill({L(s.R)}, 0f);",
        ObserveStep s => $"trace?.Observe({s.Node}, {L(s.Relevance)});",
        DeliverStep s => WriteDelivery(s),
        RecurrentStep s => WriteRecurrent(s),
        NeonForwardStep s => WriteHead(s),
        NeonRelevanceStep s => WriteHead(s),
        _ => throw new InvalidOperationException($"Step {step.GetType().Name} has no emission."),
    };

    /// <summary>An activation as an argument; none is the identity.</summary>
    public static string Function(ActivationOperator? activation) => activation switch
    {
        null => "Kernels::Activation.Identity",
        { IsRelu: true } => "Kernels::Activation.Relu",
        { Alpha: 0, Beta: 0 } => $"new Kernels::Activation(Kernels::ActivationKind.{activation.Function})",
        _ => $"new Kernels::Activation(Kernels::ActivationKind.{activation.Function}, Alpha: {F(activation.Alpha)}, Beta: {F(activation.Beta)})",
    };

    private static string Stabilizer(StabilizerSpec stabilizer)
    {
        string mode = stabilizer.Clip ? ", Kernels::StabilizerMode.Clip" : "";
        return $"stabilizer: new({F(stabilizer.Epsilon)}{mode}{(stabilizer.RmsScaled ? ", RmsScaled: true" : "")})";
    }

    private static string C(Constant constant) => "weights." + constant.Name;

    private static string Optional(string parameter, Constant? constant) => constant is null ? parameter + ": null" : C(constant);

    private static string Filter(FilterConstant? filter) => Optional("w", filter);

    private static string Bias(BiasConstant? bias) => Optional("bias", bias);

    private static string Tensor(Constant constant) => $"workspace.Constant({C(constant)})";

    private static string Minus(CachedQuotientStep step) => step.Minus is null ? "minus: default" : Tensor(step.Minus);

    private static string Scale(double scale) => "scale: " + F(scale);

    private static string F(double value) => Literal.Of((float)value);

    private static string Loss(Step step) => $"trace?.Loss({step.Node})";

    private static string Accumulate(bool accumulate) => accumulate ? "accumulate: true" : "accumulate: false";

    private static string SignPartMethod(SignPart part) => part switch
    {
        SignPart.Positive => "PositivePart",
        SignPart.Negative => "NegativePart",
        _ => "Absolute",
    };

    private string WritePass(ActivationPassStep s)
    {
        string tail = $"{L(s.Relevance)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers";
        return s.Pass switch
        {
            ActivationPass.Gradient when s.Slopes is not null => $"Kernels::Activations.Gradient({L(s.Z!)}, {C(s.Slopes)}, {tail});",
            ActivationPass.Gradient => $"Kernels::Activations.Gradient({L(s.Z!)}, {Function(s.Activation)}, {tail});",
            ActivationPass.Guided => $"Kernels::Activations.GuidedGradient({L(s.Z!)}, {tail});",
            ActivationPass.Deconvolution => $"Kernels::Activations.DeconvolutionGradient({tail});",
            ActivationPass.BetaSmooth => $"Kernels::Activations.BetaSmoothGradient({L(s.Z!)}, beta: {F(s.Beta)}, {tail});",
            _ => $"Kernels::Activations.Norm({L(s.Z!)}, {Function(s.Activation)}, {L(s.Y!)}, {L(s.Relevance)}, {Stabilizer(s.Stabilizer)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers, {Loss(s)});",
        };
    }

    private string Cached(CachedQuotientStep step) => step.Z is { } z ? L(z) : Tensor(step.ConstantZ!);

    private string WriteDelivery(DeliverStep step)
    {
        IEnumerable<string> lines = step.InputNodes.Select((input, i) => $"trace?.Deliver({step.Node}, {input}, {L(step.Inputs[i])});");
        return string.Join("\n", step.Shares ? lines : lines.Append($"trace?.DropRest({step.Node});"));
    }

    private string Addend(Slot? slot) => $"addend: {(slot is null ? "default" : L(slot))}";

    private string L(Slot slot) => locals.Of(slot);
}
