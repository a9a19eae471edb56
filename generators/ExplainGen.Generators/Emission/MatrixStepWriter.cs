using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>Steps of operators that multiply values as C#; the part of <see cref="StepWriter"/> for them.</summary>
internal sealed class MatrixStepWriter(NetworkGraph graph, LocalNames locals)
{
    /// <summary>The statement that carries out a step.</summary>
    public string Write(MatrixStep step) => step switch
    {
        MatMulStep s => $"{Map(s)}.Forward({L(s.A)}, {L(s.B)}, {L(s.Y)}, workers);",
        MatMulShareStep s => $"{Map(s)}.RedistributeTo{(s.ToLeft ? "Left" : "Right")}({L(s.Other)}, {L(s.S)}, {Factor(s.ToLeft ? "a" : "b", s.X)}, {Scale(s.Scale)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers);",
        SoftmaxStep s => $"Kernels::ChannelSoftmax.Forward({L(s.X)}, {Scale(1)}, causal: false, {L(s.Y)}, workers);",
        SoftmaxPassStep { X: { } x } s => $"Kernels::ChannelSoftmax.Relevance({L(x)}, {Scale(1)}, {L(s.Y)}, {L(s.Relevance)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers, {Loss(s)});",
        SoftmaxPassStep s => $"Kernels::ChannelSoftmax.Gradient({L(s.Y)}, {L(s.Relevance)}, {Scale(1)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers);",
        AttentionWeightsStep s => $"{Map(s)}.{(s.Scores ? "Scores" : "Weigh")}({L(s.Q)}, {L(s.K)}, {L(s.Weights)}, workers);",
        AttentionStep s => $"{Map(s)}.Forward({L(s.Weights)}, {L(s.V)}, {L(s.Y)}, workers);",
        AttentionShareStep { Part: AttentionPart.Weights } s => $"{Map(s)}.RedistributeToWeights({L(s.Other)}, {L(s.S)}, {Factor("weights", s.X)}, {Scale(s.Scale)}, {L(s.R)}, workers);",
        AttentionShareStep s => $"{Map(s)}.RedistributeTo{s.Part}({L(s.Other)}, {L(s.S)}, {Factor(FactorName(s.Part), s.X)}, {Scale(s.Scale)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers);",
        AttentionScoresPassStep { Scores: { } scores } s => $"{Map(s)}.ScoreRelevance({L(scores)}, {L(s.Weights)}, {L(s.Relevance)}, {L(s.R)}, workers, {Loss(s)});",
        AttentionScoresPassStep s => $"{Map(s)}.ScoreGradient({L(s.Weights)}, {L(s.Relevance)}, {L(s.R)}, workers);",
        ClearStep s => $"Kernels::Elementwise.Fill({L(s.R)}, 0f);",
        _ => throw new InvalidOperationException($"Step {step.GetType().Name} has no emission."),
    };

    private static string FactorName(AttentionPart part) => part switch
    {
        AttentionPart.Values => "v",
        AttentionPart.Queries => "q",
        _ => "k",
    };

    private static string Scale(double scale) => "scale: " + Literal.Of((float)scale);

    private static string Accumulate(bool accumulate) => "accumulate: " + Literal.Of(accumulate);

    private static string Loss(Step step) => $"trace?.Loss({step.Node})";

    private string Map(Step step) => MapNames.WholeOf(graph, step.Node);

    private string Factor(string parameter, Slot? slot) => slot is null ? parameter + ": default" : L(slot);

    private string L(Slot slot) => locals.Of(slot);
}
