namespace ExplainGen.Graph;

/// <content>Operators that multiply values.</content>
public sealed partial class ForwardScheduler
{
    private void AddMatrices(Node node, Slot[] x, Slot y)
    {
        switch (node.Operator)
        {
            case SoftmaxOperator:
                _steps.Add(new SoftmaxStep(node.Id, x[0], y));
                break;
            case MatMulOperator:
                _steps.Add(new MatMulStep(node.Id, x[0], x[1], y));
                break;
            case AttentionOperator:
                Slot weights = _values.Weights(node);
                _steps.Add(new AttentionWeightsStep(node.Id, Scores: false, x[0], x[1], weights));
                _steps.Add(new AttentionStep(node.Id, weights, x[2], y));
                break;
            default:
                throw new InvalidOperationException($"{node.Operator.Kind} has no schedule.");
        }
    }
}
