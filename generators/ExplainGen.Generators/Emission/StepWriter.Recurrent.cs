using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <content>Recurrent layers.</content>
internal sealed partial class StepWriter
{
    private string WriteRecurrent(RecurrentStep step)
    {
        string map = MapNames.RecurrentOf(graph, step.Node, step.Direction), weights = C(step.Weights), state = L(step.State);
        return step switch
        {
            RecurrentForwardStep s => $"{map}.Forward({L(s.X)}, {weights}, {state}, {L(s.Y)}, workers);",
            RecurrentRelevanceStep s => $"{map}.Redistribute({L(s.Relevance)}, {weights}, {state}, {L(s.X)}, {Stabilizer(s.Stabilizer)}, ignoreBias: {Literal.Of(s.IgnoreBias)}, {L(s.Scratch)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers, {Loss(s)});",
            RecurrentGradientStep s => $"{map}.Gradient({L(s.Relevance)}, {weights}, {state}, {L(s.Scratch)}, {Accumulate(s.Accumulate)}, {L(s.R)}, workers);",
            _ => throw new InvalidOperationException($"Step {step.GetType().Name} has no emission."),
        };
    }
}
