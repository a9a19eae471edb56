namespace ExplainGen.Graph;

/// <content>The rules of products of two values.</content>
public sealed partial class RelevanceScheduler
{
    private void Halve(Node node, Slot r)
    {
        // A constant factor gets nothing.
        int[] live = [.. node.Inputs.Where(i => _depends[i])];
        foreach (int input in live)
            Factor(node, input, r, null, live.Length == 1 ? 1 : 0.5);
    }

    // What feeds the gate alone gets no relevance at all, and so no steps.
    private void TakeAll(Node node, SignalTakesAllRule rule, Slot r)
    {
        int signal = node.Inputs[1 - rule.GateInput];
        if (_graph.Nodes[signal].Shape == node.Shape)
            PassOn(node, signal, r);
        else
            Factor(node, signal, r, null, 1);
    }

    private void MultiplyGradient(Node node, Slot r)
    {
        for (int i = 0; i < 2; i++)
            Factor(node, node.Inputs[i], r, _values.Request(node.Inputs[1 - i]), 1);
    }

    private void Factor(Node node, int input, Slot r, Slot? other, double scale)
    {
        (Slot to, bool accumulate) = Target(input);
        _steps.Add(new FactorStep(node.Id, r, other, scale, accumulate, to));
    }
}
