using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>One step of a schedule as one line of C#.</summary>
internal sealed class StepWriter(NetworkGraph graph, LocalNames locals)
{
    /// <summary>The statement that carries out a step.</summary>
    public string Write(Step step) => step switch
    {
        ForwardStep s => $"{MapNames.Of(graph, s.Map)}.Forward({L(s.X)}, {C(s.Filter)}, {LOrNone(s.Addend)}, {C(s.Bias)}, {Function(s.Activation)}, {L(s.Y)}, workers);",
        QuotientStep s => $"{MapNames.Of(graph, s.Map)}.Quotient({L(s.X)}, {C(s.Filter)}, {LOrNone(s.Addend)}, {C(s.Bias)}, {L(s.Relevance)}, {Stabilizer(s.Stabilizer)}, {F(s.Scale)}, {L(s.S)}, workers, {Loss(s)});",
        CachedQuotientStep s => $"Kernels::Elementwise.Quotient({Cached(s)}, {C(s.MinusBias)}, {(s.Minus is null ? "default" : C(s.Minus) + ".Tensor")}, {L(s.Relevance)}, {Stabilizer(s.Stabilizer)}, {F(s.Scale)}, {L(s.S)}, {C(s.LossBias)}, workers, {Loss(s)});",
        GammaQuotientStep s => $"Kernels::Elementwise.GammaQuotient({L(s.Y)}, {L(s.Absolute)}, {C(s.Bias)}, {Literal.Of(s.IgnoreBias)}, {F(s.Gamma)}, {L(s.Relevance)}, {Stabilizer(s.Stabilizer)}, {L(s.S)}, {L(s.SignedS)}, workers, {Loss(s)});",
        RedistributeStep s => $"{MapNames.Of(graph, s.Map)}.Redistribute({L(s.S)}, {C(s.Filter)}, {LOrNone(s.X)}, {C(s.Shift)}, {F(s.Scale)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers);",
        FlatStep s => $"{MapNames.FlatOf(graph, s.Node)}.Redistribute({L(s.Relevance)}, {Stabilizer(s.Stabilizer)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers, {Loss(s)});",
        SpreadBiasStep s => $"{MapNames.FlatOf(graph, s.Node)}.SpreadBias({L(s.S)}, {C(s.Bias)}, accumulate: true, {L(s.R)}, workers, trace?.ReturnBias({s.Node}));",
        SignPartStep s => $"Kernels::Elementwise.{SignPartMethod(s.Part)}({L(s.X)}, {L(s.Y)}, workers);",
        ActivateStep { Slopes: { } slopes } s => $"Kernels::Activations.Forward({L(s.X)}, {C(slopes)}, {L(s.Y)}, workers);",
        ActivateStep s => $"Kernels::Activations.Forward({L(s.X)}, {Function(s.Activation)}, {L(s.Y)}, workers);",
        AddStep s => $"Kernels::Elementwise.Add({L(s.A)}, {L(s.B)}, {Function(s.Activation)}, {L(s.Y)}, workers);",
        MaxPoolStep s => $"{MapNames.Of(graph, new(s.Node))}.Forward({L(s.X)}, {L(s.Y)}, workers);",
        MaxPoolShareStep s => $"{MapNames.Of(graph, new(s.Node))}.Redistribute(Kernels::MaxPoolRule.{s.Share}, {L(s.X)}, {L(s.Y)}, {L(s.Relevance)}, {Stabilizer(s.Stabilizer)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers, {Loss(s)});",
        ActivationPassStep s => WritePass(s),
        MultiplyStep s => $"Kernels::Elementwise.Multiply({L(s.A)}, {L(s.S)}, 1f, {Accumulate(s.Accumulate)}, {L(s.R)}, workers);",
        CopyStep s => $"Kernels::Elementwise.Copy({L(s.From)}, {Accumulate(s.Accumulate)}, {L(s.To)}, workers);",
        ObserveStep s => $"trace?.Observe({s.Node}, {L(s.Relevance)});",
        DeliverStep s => string.Join(" ", s.InputNodes.Select((input, i) => $"trace?.Deliver({s.Node}, {input}, {L(s.Inputs[i])});"))
            + (s.Shares ? "" : $" trace?.DropRest({s.Node});"),
        _ => throw new InvalidOperationException($"Step {step.GetType().Name} has no emission."),
    };

    /// <summary>An activation as an argument; none is the identity.</summary>
    public static string Function(ActivationOperator? activation) => activation switch
    {
        null => "Kernels::Activation.Identity",
        { IsRelu: true } => "Kernels::Activation.Relu",
        { Alpha: 0, Beta: 0 } => $"new Kernels::Activation(Kernels::ActivationKind.{activation.Function})",
        _ => $"new Kernels::Activation(Kernels::ActivationKind.{activation.Function}, {F(activation.Alpha)}, {F(activation.Beta)})",
    };

    /// <summary>A stabilizer as an argument.</summary>
    public static string Stabilizer(StabilizerSpec stabilizer)
    {
        string mode = stabilizer.Clip ? ", Kernels::StabilizerMode.Clip" : stabilizer.RmsScaled ? ", Kernels::StabilizerMode.Add" : "";
        return $"new({F(stabilizer.Epsilon)}{mode}{(stabilizer.RmsScaled ? ", true" : "")})";
    }

    /// <summary>A constant of the model's weights as an argument.</summary>
    public static string C(Constant? constant) => constant is null ? "null" : "weights." + constant.Name;

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
            ActivationPass.BetaSmooth => $"Kernels::Activations.BetaSmoothGradient({L(s.Z!)}, {F(s.Beta)}, {tail});",
            _ => $"Kernels::Activations.Norm({L(s.Z!)}, {Function(s.Activation)}, {L(s.Y!)}, {L(s.Relevance)}, {Stabilizer(s.Stabilizer)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers, {Loss(s)});",
        };
    }

    private string Cached(CachedQuotientStep step) => step.Z is { } z ? L(z) : C(step.ConstantZ) + ".Tensor";

    private string LOrNone(Slot? slot) => slot is null ? "default" : L(slot);

    private string L(Slot slot) => locals.Of(slot);
}
