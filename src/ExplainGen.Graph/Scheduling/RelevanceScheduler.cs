namespace ExplainGen.Graph;

/// <summary>
/// The backward pass of one explainer as steps, with the fewest passes that each rule allows for what is provable of its input:
/// Epsilon 0+1, ZPlus 1+1, AlphaBeta 2+2, Gamma 1+1 before a ReLU and for convolutions of one tap, else 1+2, ZBox 0+2, WSquare 0+1, Flat 0+0 for inputs that are never negative
/// (forward + backward passes of the layer). The rules of linear layers are in the other part.
/// </summary>
public sealed partial class RelevanceScheduler
{
    private readonly NetworkGraph _graph;
    private readonly ConstantTable _constants;
    private readonly ValueTable _values;
    private readonly bool _fuse;
    private readonly Rule?[] _rules;
    private readonly bool[] _vanishes;
    private readonly Interval[] _bounds;
    private readonly bool[] _depends;
    private readonly IReadOnlyList<IReadOnlyList<int>> _consumers;
    private readonly Slot?[] _relevance;
    private readonly Dictionary<(int Input, SignPart Part), Slot> _parts = [];
    private readonly List<Step> _steps = [];

    private RelevanceScheduler(NetworkGraph graph, ResolvedExplainer explainer, ConstantTable constants, ValueTable values, bool fuse)
    {
        _graph = graph;
        _constants = constants;
        _values = values;
        _fuse = fuse;
        _rules = explainer.ByNode();
        _vanishes = SignAnalysis.RelevanceVanishesAtZero(graph, _rules);
        _bounds = SignAnalysis.Bounds(graph);
        _depends = InputDependence.Of(graph);
        _consumers = graph.Consumers();
        _relevance = new Slot?[graph.Nodes.Count];
    }

    /// <summary>The steps from the seed at the output to the relevance at the input.</summary>
    public static RelevanceSchedule Schedule(
        NetworkGraph graph, ResolvedExplainer explainer, ConstantTable constants, ValueTable values, bool fuse)
    {
        var scheduler = new RelevanceScheduler(graph, explainer, constants, values, fuse);
        return scheduler.Run(explainer);
    }

    private RelevanceSchedule Run(ResolvedExplainer explainer)
    {
        Slot seed = NewRelevance(_graph.Output);
        _relevance[_graph.Output] = seed;
        for (int id = _graph.Nodes.Count - 1; id > 0; id--)
        {
            if (_relevance[id] is not { } r)
                continue;
            Node node = _graph.Nodes[id];
            _steps.Add(new ObserveStep(id, r));
            if (node.Operator.Class == OperatorClass.Parameter)
            {
                _steps.Add(new KeepStep(id));
                continue;
            }

            Add(node, _rules[id]!, r);

            // What got nothing, from here or from another layer, has no tensor.
            int[] inputs = node.Inputs.Distinct().Where(i => _relevance[i] is not null).ToArray();
            bool shares = explainer.IsGradient || Shares(node, _rules[id]!);
            _steps.Add(new DeliverStep(id, new(inputs), inputs.Select(i => _relevance[i]!).ToArray(), shares));
        }

        // Every node reads its way back to the input, but rules may hand nothing on.
        if (_relevance[0] is not { } input)
            _steps.Add(new ClearStep(0, input = NewRelevance(0)));
        _steps.Add(new ObserveStep(0, input));
        return new RelevanceSchedule(explainer, _steps, seed, input);
    }

    // A slope times relevance is no share of it, and neither is x f'(x)/f(x) unless f is linear. Routing and max-pooling have slopes
    // that add up to 1, save for the zeros of a padding, where a redistributed bias may have put relevance.
    private static bool Shares(Node node, Rule rule) => rule switch
    {
        _ when node.Operator is PadOperator => false,
        CpLrpRule => node.Operator is not SoftmaxOperator,
        NormRule => node.Operator.Class != OperatorClass.Activation,
        { IsGradient: true } => node.Operator.Class is OperatorClass.Routing or OperatorClass.MaxPooling or OperatorClass.Upsampling,
        _ => true,
    };

    private void Add(Node node, Rule rule, Slot r)
    {
        switch (rule)
        {
            case EpsilonRule or GradientRule when node.Operator.Class == OperatorClass.Recurrent:
                AddRecurrent(node, rule, r);
                break;
            case NeonRule or GradientRule when node.Operator.Class == OperatorClass.Neuralized:
                AddHead(node, rule, r);
                break;
            case var _ when node.Operator.Class is OperatorClass.Softmax or OperatorClass.MatrixProduct or OperatorClass.Attention:
                AddMatrices(node, rule, r);
                break;
            case PassRule:
                PassOn(node, node.Inputs[0], r);
                break;
            case MaxPoolRule pool:
                SharePool(node, pool.Share, rule.Stabilizer, r);
                break;
            case GradientRule when node.Operator.Class == OperatorClass.MaxPooling:
                SharePool(node, MaxPoolShare.Winner, rule.Stabilizer, r);
                break;
            case RouteRule when node.Operator.Class == OperatorClass.Token:
                CollectTokens(node, r);
                break;
            case RouteRule:
                Route(node, r);
                break;
            case GradientRule when node.Operator.IsLinear || node.Operator.Class == OperatorClass.BatchNormalization:
                Adjoint(node, _constants.Filter(node, Variant.Original), r);
                break;
            case GradientRule when node.Operator.Class is OperatorClass.AveragePooling or OperatorClass.Upsampling or OperatorClass.Routing:
                Route(node, r);
                break;
            case GradientRule when node.Operator.Class == OperatorClass.Sum:
                foreach (int input in node.Inputs)
                    CopyTo(node, input, r);
                break;
            case GradientRule when node.Operator.Class == OperatorClass.Normalization:
                PassNormalization(node, NormalizationPass.Gradient, r);
                break;
            case GradientRule when node.Operator.Class == OperatorClass.Product:
                MultiplyGradient(node, r);
                break;
            case UniformRule:
                Halve(node, r);
                break;
            case SignalTakesAllRule signal:
                TakeAll(node, signal, r);
                break;
            case EpsilonRule when node.Operator.Class == OperatorClass.Normalization:
                ShareNormalization(node, rule, r);
                break;
            case GradientRule:
                PassActivation(node, ActivationPass.Gradient, rule, r);
                break;
            case ReluGradientRule relu:
                ActivationPass pass = relu.Form switch
                {
                    ReluGradient.Guided => ActivationPass.Guided,
                    ReluGradient.Deconvolution => ActivationPass.Deconvolution,
                    _ => ActivationPass.BetaSmooth,
                };
                PassActivation(node, pass, rule, r, relu.Beta);
                break;
            case NormRule when node.Operator.Class == OperatorClass.Activation:
                PassActivation(node, ActivationPass.Norm, rule, r);
                break;
            case NormRule or EpsilonRule when node.Operator.Class == OperatorClass.Sum:
                ShareSum(node, rule, r);
                break;

            // Every copy of an element is that element: its relevance is the sum of theirs, with no need to divide.
            case NormRule or EpsilonRule when node.Operator.Class == OperatorClass.Upsampling:
                Route(node, r);
                break;
            case NormRule or EpsilonRule when node.Operator.Class == OperatorClass.AveragePooling:
                ShareAverage(node, rule, r);
                break;
            default:
                AddLinear(node, rule, r);
                break;
        }
    }

    // Where the input has no other reader, its relevance is this very tensor.
    private void PassOn(Node node, int input, Slot r)
    {
        if (_relevance[input] is null && _consumers[input].Count == 1 && input != _graph.Output && input != 0)
            _relevance[input] = r;
        else
            CopyTo(node, input, r);
    }

    private void CopyTo(Node node, int input, Slot r)
    {
        (Slot to, bool accumulate) = Target(input);
        _steps.Add(new CopyStep(node.Id, r, accumulate, to));
    }

    private void Route(Node node, Slot r)
    {
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            (Slot to, bool accumulate) = Target(node.Inputs[i]);
            _steps.Add(new RedistributeStep(node.Id, new(node.Id, i), null, r, null, null, 1, accumulate, to));
        }
    }

    private void CollectTokens(Node node, Slot r)
    {
        (Slot to, bool accumulate) = Target(node.Inputs[0]);
        _steps.Add(new CollectTokensStep(node.Id, r, accumulate, to));
    }

    private void AddHead(Node node, Rule rule, Slot r)
    {
        Slot x = _values.Request(node.Inputs[0]), y = _values.Request(node.Id);
        (Slot to, bool accumulate) = Target(node.Inputs[0]);
        _steps.Add(new NeonRelevanceStep(node.Id, _constants.Head(node), x, y, r, rule.IsGradient, accumulate, to));
    }

    private void Adjoint(Node node, FilterConstant filter, Slot r)
    {
        (Slot to, bool accumulate) = Target(node.Inputs[0]);
        _steps.Add(new RedistributeStep(node.Id, new(node.Id), filter, r, null, null, 1, accumulate, to));
    }

    private void SharePool(Node node, MaxPoolShare share, StabilizerSpec stabilizer, Slot r)
    {
        Slot x = _values.Request(node.Inputs[0]), y = _values.Request(node.Id);
        (Slot to, bool accumulate) = Target(node.Inputs[0]);
        _steps.Add(new MaxPoolShareStep(node.Id, share, x, y, r, stabilizer, accumulate, to));
    }

    private void ShareSum(Node node, Rule rule, Slot r)
    {
        if (_fuse && node.Inputs.Count == 2 && node.Inputs[0] != node.Inputs[1])
        {
            Slot z = PreActivation(node, rule.Stabilizer), a = _values.Request(node.Inputs[0]), b = _values.Request(node.Inputs[1]);
            (Slot ra, bool accumulateA) = Target(node.Inputs[0]);
            (Slot rb, bool accumulateB) = Target(node.Inputs[1]);
            _steps.Add(new ShareSumStep(node.Id, z, a, b, r, rule.Stabilizer, accumulateA, ra, accumulateB, rb));
            return;
        }

        Slot s = NewScratch(node);
        _steps.Add(new CachedQuotientStep(node.Id, PreActivation(node, rule.Stabilizer), null, null, null, r, rule.Stabilizer, 1, s, null));
        foreach (int input in node.Inputs)
        {
            Slot value = _values.Request(input);
            (Slot to, bool accumulate) = Target(input);
            _steps.Add(new MultiplyStep(node.Id, value, s, accumulate, to));
        }
    }

    private void ShareAverage(Node node, Rule rule, Slot r)
    {
        Slot s = NewScratch(node), x = _values.Request(node.Inputs[0]);
        _steps.Add(new CachedQuotientStep(node.Id, _values.Request(node.Id), null, null, null, r, rule.Stabilizer, 1, s, null));
        (Slot to, bool accumulate) = Target(node.Inputs[0]);
        _steps.Add(new RedistributeStep(node.Id, new(node.Id), null, s, x, null, 1, accumulate, to));
    }

    private void PassActivation(Node node, ActivationPass pass, Rule rule, Slot r, double beta = 0)
    {
        var op = (ActivationOperator)node.Operator;

        // A ReLU's output is positive exactly where its input is.
        bool outputServes = op.IsRelu && pass is ActivationPass.Gradient or ActivationPass.Guided;
        Slot? z = pass == ActivationPass.Deconvolution ? null : _values.Request(outputServes ? node.Id : node.Inputs[0]);
        Slot? y = pass == ActivationPass.Norm ? _values.Request(node.Id) : null;
        (Slot to, bool accumulate) = Target(node.Inputs[0]);
        _steps.Add(new ActivationPassStep(node.Id, pass, op, op.HasSlopes ? _constants.Slopes(node) : null, beta, z, y, r,
            rule.Stabilizer, accumulate, to));
    }

    // The value before a node's activation. After a ReLU through which relevance passes unchanged, and is zero where the output is,
    // the output serves: where it is zero there is nothing to divide, and elsewhere it is the same number. A stabilizer in units of the
    // root mean square needs the negative values too.
    private Slot PreActivation(Node node, StabilizerSpec stabilizer)
    {
        if (_fuse && !stabilizer.RmsScaled && ReluAfter(node) is { } relu && _vanishes[relu])
            return _values.Request(relu);
        return _values.Request(node.Id);
    }

    // The ReLU that alone reads a node and passes relevance on; null if there is none.
    private int? ReluAfter(Node node)
    {
        if (node.Id == _graph.Output || _consumers[node.Id].Count != 1)
            return null;
        int reader = _consumers[node.Id][0];
        return _graph.Nodes[reader].Operator is ActivationOperator { IsRelu: true } && _rules[reader] is PassRule ? reader : null;
    }

    private (Slot Slot, bool Accumulate) Target(int input)
    {
        if (_relevance[input] is { } known)
            return (known, true);
        Slot slot = NewRelevance(input);
        _relevance[input] = slot;
        return (slot, false);
    }

    private Slot NewRelevance(int node) =>
        new("r" + LayerIdentifier.Of(_graph.Nodes[node].Name), SlotRole.Relevance, _graph.Nodes[node].Shape);

    private Slot NewScratch(Node node, string prefix = "s") =>
        new(prefix + LayerIdentifier.Of(node.Name), SlotRole.Scratch, node.Shape);
}

/// <summary>One explainer's backward pass.</summary>
/// <param name="Seed">Where the relevance of the outputs is written before the steps run.</param>
/// <param name="Input">Where the relevance of the input stands after them.</param>
public sealed record RelevanceSchedule(ResolvedExplainer Explainer, IReadOnlyList<Step> Steps, Slot Seed, Slot Input);
