namespace ExplainGen.Graph;

/// <summary>
/// The forward pass as steps. Sums of two join the step of the later of their inputs, and activations the step before them, where nothing
/// needs the value in between.
/// </summary>
public sealed partial class ForwardScheduler
{
    private readonly NetworkGraph _graph;
    private readonly ConstantTable _constants;
    private readonly ValueTable _values;
    private readonly IReadOnlyList<IReadOnlyList<int>> _consumers;
    private readonly List<Step> _steps = [];
    private readonly Dictionary<int, int> _fusedSum;
    private readonly Dictionary<int, int> _fusedActivation;
    private readonly HashSet<int> _fused;

    private ForwardScheduler(NetworkGraph graph, ConstantTable constants, ValueTable values, bool fuse)
    {
        _graph = graph;
        _constants = constants;
        _values = values;
        _consumers = graph.Consumers();
        _fusedSum = fuse ? FindSums() : [];
        _fusedActivation = fuse ? FindActivations() : [];
        _fused = [.. _fusedSum.Values, .. _fusedActivation.Values];
    }

    public static List<Step> Schedule(NetworkGraph graph, ConstantTable constants, ValueTable values, bool fuse)
    {
        var scheduler = new ForwardScheduler(graph, constants, values, fuse);
        foreach (Node node in graph.Nodes)
            scheduler.Add(node);
        return scheduler._steps;
    }

    // Producer to activation, for each activation that can be part of its producer's step.
    private Dictionary<int, int> FindActivations()
    {
        var fusions = new Dictionary<int, int>();
        foreach (Node node in _graph.Nodes)
        {
            if (node.Operator is not ActivationOperator { HasSlopes: false })
                continue;
            Node producer = _graph.Nodes[node.Inputs[0]];
            bool joins = producer.Operator.IsLinear || producer.Operator.Class
                is OperatorClass.Sum or OperatorClass.BatchNormalization or OperatorClass.Normalization;
            if (joins && IsForOneReader(producer))
                fusions[producer.Id] = node.Id;
        }

        return fusions;
    }

    // Producer to sum: for each sum of two, the one of them that is computed last, if its step can add the other.
    private Dictionary<int, int> FindSums()
    {
        var fusions = new Dictionary<int, int>();
        foreach (Node node in _graph.Nodes)
        {
            if (node.Operator.Class != OperatorClass.Sum || node.Inputs.Count != 2 || node.Inputs[0] == node.Inputs[1])
                continue;
            Node last = _graph.Nodes[Math.Max(node.Inputs[0], node.Inputs[1])];
            if (last.Operator.IsLinear && IsForOneReader(last))
                fusions[last.Id] = node.Id;
        }

        return fusions;
    }

    private bool IsForOneReader(Node node) =>
        _consumers[node.Id].Count == 1 && node.Id != _graph.Output && !_values.Requested.Contains(node.Id);

    private void Add(Node node)
    {
        if (_fused.Contains(node.Id))
            return;
        ActivationOperator? activation = null;
        Slot? addend = null;
        int target = node.Id;
        if (_fusedSum.TryGetValue(node.Id, out int sum))
        {
            addend = _values.Slot(_graph.Nodes[sum].Inputs.Single(i => i != node.Id));
            target = sum;
        }

        if (_fusedActivation.TryGetValue(target, out int fused))
        {
            activation = (ActivationOperator)_graph.Nodes[fused].Operator;
            target = fused;
        }

        Slot y = node.Operator.Class == OperatorClass.Input ? _values.Slot(0) : _values.Slot(target);
        Slot X(int i = 0) => _values.Slot(node.Inputs[i]);
        switch (node.Operator.Class)
        {
            case OperatorClass.Input:
                break;
            case OperatorClass.Dense or OperatorClass.Convolution or OperatorClass.BatchNormalization:
                X().RequireHalo(Halo.OfForward(_graph, node));
                _steps.Add(new ForwardStep(node.Id, new(node.Id), _constants.Filter(node, Variant.Original), X(), addend,
                    _constants.Bias(node, Variant.Original), activation, y));
                break;
            case OperatorClass.Activation:
                var op = (ActivationOperator)node.Operator;
                _steps.Add(new ActivateStep(node.Id, op, op.HasSlopes ? _constants.Slopes(node) : null, X(), y));
                break;
            case OperatorClass.Normalization:
                _steps.Add(new NormalizeStep(
                    node.Id, _constants.Gain(node), X(), _constants.Bias(node, Variant.Original), activation, y));
                break;
            case OperatorClass.Product:
                _steps.Add(new ProductStep(node.Id, X(), X(1), y));
                break;
            case OperatorClass.MaxPooling:
                _steps.Add(new MaxPoolStep(node.Id, X(), y));
                break;
            case OperatorClass.Sum:
                for (int i = 1; i < node.Inputs.Count; i++)
                {
                    bool last = i == node.Inputs.Count - 1;
                    _steps.Add(new AddStep(node.Id, i == 1 ? X() : y, X(i), last ? activation : null, y));
                }

                break;
            case OperatorClass.Parameter:
                _steps.Add(new ParameterStep(node.Id, _constants.Parameter(node), y));
                break;
            case OperatorClass.Token:
                _steps.Add(new TokenStep(node.Id, node.Operator is EmbeddingOperator ? _constants.Table(node) : null, X(), y));
                break;
            case OperatorClass.Recurrent:
                AddRecurrent(node, X(), y);
                break;
            case OperatorClass.Neuralized:
                _steps.Add(new NeonForwardStep(node.Id, _constants.Head(node), X(), y));
                break;
            case OperatorClass.Softmax or OperatorClass.MatrixProduct or OperatorClass.Attention:
                AddMatrices(node, [.. node.Inputs.Select(_values.Slot)], y);
                break;
            default:
                for (int i = 0; i < node.Inputs.Count; i++)
                    _steps.Add(new ForwardStep(node.Id, new(node.Id, i), null, X(i), null, null, null, y));
                break;
        }
    }
}
