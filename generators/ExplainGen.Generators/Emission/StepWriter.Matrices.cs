using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <content>Steps of operators that multiply values: products of matrices, softmax, attention.</content>
internal sealed partial class StepWriter
{
    private string WriteMatrices(MatrixStep step) => step switch
    {
        MatMulStep s => $"{WholeMap(s)}.Forward({L(s.A)}, {L(s.B)}, {L(s.Y)}, workers);",
        MatMulShareStep s => $"{WholeMap(s)}.RedistributeTo{(s.ToLeft ? "Left" : "Right")}({L(s.Other)}, {L(s.S)}, {Factor(s.ToLeft ? "a" : "b", s.X)}, {Scale(s.Scale)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers);",
        SoftmaxStep s => $"Kernels::ChannelSoftmax.Forward({L(s.X)}, {Scale(1)}, causal: false, {L(s.Y)}, workers);",
        SoftmaxPassStep { X: { } x } s => $"Kernels::ChannelSoftmax.Relevance({L(x)}, {Scale(1)}, {L(s.Y)}, {L(s.Relevance)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers, {Loss(s)});",
        SoftmaxPassStep s => $"Kernels::ChannelSoftmax.Gradient({L(s.Y)}, {L(s.Relevance)}, {Scale(1)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers);",
        AttentionWeightsStep s => $"{WholeMap(s)}.{(s.Scores ? "Scores" : "Weigh")}({L(s.Q)}, {L(s.K)}, {L(s.Weights)}, workers);",
        AttentionStep s => $"{WholeMap(s)}.Forward({L(s.Weights)}, {L(s.V)}, {L(s.Y)}, workers);",
        AttentionShareStep { Part: AttentionPart.Weights } s => $"{WholeMap(s)}.RedistributeToWeights({L(s.Other)}, {L(s.S)}, {Factor("weights", s.X)}, {Scale(s.Scale)}, {L(s.R)}, workers);",
        AttentionShareStep s => $"{WholeMap(s)}.RedistributeTo{s.Part}({L(s.Other)}, {L(s.S)}, {Factor(FactorName(s.Part), s.X)}, {Scale(s.Scale)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers);",
        AttentionScoresPassStep { Scores: { } scores } s => $"{WholeMap(s)}.ScoreRelevance({L(scores)}, {L(s.Weights)}, {L(s.Relevance)}, {L(s.R)}, workers, {Loss(s)});",
        AttentionScoresPassStep s => $"{WholeMap(s)}.ScoreGradient({L(s.Weights)}, {L(s.Relevance)}, {L(s.R)}, workers);",
        _ => throw new InvalidOperationException($"Step {step.GetType().Name} has no emission."),
    };

    private static string FactorName(AttentionPart part) => part switch
    {
        AttentionPart.Values => "v",
        AttentionPart.Queries => "q",
        _ => "k",
    };

    private string WholeMap(Step step) => MapNames.WholeOf(graph, step.Node);

    private string Factor(string parameter, Slot? slot) => slot is null ? parameter + ": default" : L(slot);
}
