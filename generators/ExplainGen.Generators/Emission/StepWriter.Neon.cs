using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <content>Neuralized models: a call a half, under comments that say what its layers compute.</content>
internal sealed partial class StepWriter
{
    private string WriteHead(NeonForwardStep step) => string.Join("\n",
        [
            .. Comments(step.Node, NeonStage.Detection, layer => layer.Forward),
            $"{C(step.Head)}.Detect({L(step.X)}, workspace);",
            .. Comments(step.Node, NeonStage.Pooling, layer => layer.Forward),
            $"{C(step.Head)}.Pool(workspace, {L(step.Y)});",
        ]);

    private string WriteHead(NeonRelevanceStep step)
    {
        string head = C(step.Head), target = $"{Accumulate(step.Accumulate)}, {L(step.R)}";
        if (step.IsGradient)
            return $"{head}.Gradient({L(step.Relevance)}, {L(step.Y)}, workspace, {target});";
        return string.Join("\n",
            [
                .. Comments(step.Node, NeonStage.Pooling, layer => layer.Backward),
                $"{head}.RedistributePool({L(step.Relevance)}, {L(step.Y)}, workspace, {Loss(step)});",
                $"trace?.ObserveUnits({head}.UnitRelevance(workspace));",
                .. Comments(step.Node, NeonStage.Detection, layer => layer.Backward),
                $"{head}.RedistributeDetection({L(step.X)}, workspace, {target}, {Loss(step)});",
            ]);
    }

    private IEnumerable<string> Comments(int node, NeonStage stage, Func<NeonLayer, string?> formula)
    {
        IEnumerable<NeonLayer> layers = ((NeonOperator)graph.Nodes[node].Operator).Layers.Where(layer => layer.Stage == stage);
        return layers.Where(layer => formula(layer) is not null).Select(layer => $"// {layer.Name}: {Literal.Comment(formula(layer)!)}");
    }
}
