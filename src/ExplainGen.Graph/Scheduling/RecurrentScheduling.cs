namespace ExplainGen.Graph;

/// <content>Recurrent layers: one step for each way through the sequence.</content>
public sealed partial class ForwardScheduler
{
    private void AddRecurrent(Node node, Slot x, Slot y)
    {
        foreach (RecurrentDirection direction in ((RecurrentOperator)node.Operator).Directions)
        {
            RecurrentConstant weights = _constants.Recurrent(node, direction, RecurrentPass.Forward);
            _steps.Add(new RecurrentForwardStep(node.Id, weights, _values.State(node, direction), x, y));
        }
    }
}

/// <content>Recurrent layers: one step for each way through the sequence.</content>
public sealed partial class RelevanceScheduler
{
    private void AddRecurrent(Node node, Rule rule, Slot r)
    {
        var op = (RecurrentOperator)node.Operator;
        Shape input = _graph.Nodes[node.Inputs[0]].Shape;
        int sections = rule.IsGradient ? op.GradientSections : op.RelevanceSections;
        Slot scratch = new("s" + LayerIdentifier.Of(node.Name), SlotRole.Scratch, op.SectionsFor(sections, input));
        foreach (RecurrentDirection direction in op.Directions)
        {
            Slot state = _values.RequestState(node, direction);
            (Slot to, bool accumulate) = Target(node.Inputs[0]);
            if (rule.IsGradient)
            {
                RecurrentConstant weights = _constants.Recurrent(node, direction, RecurrentPass.Gradient);
                _steps.Add(new RecurrentGradientStep(node.Id, weights, state, r, scratch, accumulate, to));
            }
            else
            {
                RecurrentConstant weights = _constants.Recurrent(node, direction, RecurrentPass.Relevance);
                _steps.Add(new RecurrentRelevanceStep(
                    node.Id, weights, state, _values.Request(node.Inputs[0]), r, rule.Stabilizer, rule.Bias == BiasHandling.Ignore, scratch,
                    accumulate, to));
            }
        }
    }
}
