namespace ExplainGen.Graph;

/// <content>The rules of layers y = Wx + b.</content>
public sealed partial class RelevanceScheduler
{
    private void AddLinear(Node node, Rule rule, Slot r)
    {
        bool nonNegative = _bounds[node.Inputs[0]].IsNonNegative;
        switch (rule)
        {
            case EpsilonRule or NormRule:
                Epsilon(node, rule, r);
                break;
            case ZPlusRule or AlphaBetaRule { Alpha: 1, Beta: 0 }:
                Side(node, rule, r, Variant.Positive, Variant.Negative, 1, nonNegative);
                break;
            case AlphaBetaRule ab:
                Side(node, rule, r, Variant.Positive, Variant.Negative, ab.Alpha, nonNegative);
                if (ab.Beta != 0)
                    Side(node, rule, r, Variant.Negative, Variant.Positive, -ab.Beta, nonNegative);
                break;

            // Behind a ReLU only the positive branch of the rule can carry relevance.
            case GammaRule gamma when nonNegative && ReluAfter(node) is { } relu && _vanishes[relu]:
                Raised(node, gamma, r);
                break;
            case GammaRule gamma when nonNegative && ChoosesBySign(node, gamma):
                BySign(node, gamma, r);
                break;
            case GammaRule gamma:
                Generalized(node, gamma, r, nonNegative);
                break;
            case ZBoxRule box:
                Box(node, box, r);
                break;
            case WSquareRule:
                Squared(node, rule, r);
                break;
            case FlatRule:
                (Slot to, bool accumulate) = Target(node.Inputs[0]);
                _steps.Add(new FlatStep(node.Id, r, rule.Stabilizer, accumulate, to));
                break;
            default:
                throw new InvalidOperationException($"Rule {rule.Name} has no schedule for {node.Operator.Kind}.");
        }
    }

    // R_in = x * W^T [R / st(z)], z cached by the forward pass.
    private void Epsilon(Node node, Rule rule, Slot r)
    {
        if (node.Operator.Class == OperatorClass.BatchNormalization && rule.Bias == BiasHandling.Redistribute)
        {
            WithShift(node, rule, r);
            return;
        }

        Slot s = NewScratch(node), x = _values.Request(node.Inputs[0]);
        bool ignore = rule.Bias == BiasHandling.Ignore;
        BiasConstant? bias = _constants.Bias(node, Variant.Original);
        _steps.Add(new CachedQuotientStep(node.Id, PreActivation(node, rule.Stabilizer), null, ignore ? bias : null, null, r, rule.Stabilizer, 1, s,
            ignore ? null : bias));
        Hand(node, Variant.Original, s, x);
        Spread(node, rule, s, bias);
    }

    // Each output of a BatchNorm sees one input, which gets the shift's share too: R_in = y * R / st(y).
    private void WithShift(Node node, Rule rule, Slot r)
    {
        Slot s = NewScratch(node), y = PreActivation(node, rule.Stabilizer);
        _steps.Add(new CachedQuotientStep(node.Id, y, null, null, null, r, rule.Stabilizer, 1, s, null));
        (Slot to, bool accumulate) = Target(node.Inputs[0]);
        _steps.Add(new MultiplyStep(node.Id, y, s, accumulate, to));
    }

    // One side of z+ or alpha-beta: contributions of one sign, those of `same` weights times x+ and of `other` weights times x-.
    private void Side(Node node, Rule rule, Slot r, Variant same, Variant other, double scale, bool nonNegative)
    {
        string prefix = same == Variant.Positive ? "s" : "n";
        Slot s = NewScratch(node, prefix), x = _values.Request(node.Inputs[0]);
        BiasConstant? bias = _constants.Bias(node, same);
        BiasConstant? absorbed = rule.Bias == BiasHandling.Ignore ? null : bias;
        if (nonNegative)
        {
            Quotient(node, same, x, null, absorbed, r, rule.Stabilizer, scale, s);
            Hand(node, same, s, x);
        }
        else
        {
            Slot positive = Part(node, SignPart.Positive, x), negative = Part(node, SignPart.Negative, x);
            Slot partial = NewScratch(node, "z" + prefix);
            _steps.Add(new ForwardStep(node.Id, new(node.Id), _constants.Filter(node, same), positive, null, null, null, partial));
            Quotient(node, other, negative, partial, absorbed, r, rule.Stabilizer, scale, s);
            Hand(node, same, s, positive);
            Hand(node, other, s, negative);
        }

        Spread(node, rule, s, bias);
    }

    private void Raised(Node node, GammaRule rule, Slot r)
    {
        Variant raised = Variant.Raised(rule.Gamma);
        Slot s = NewScratch(node), x = _values.Request(node.Inputs[0]);
        BiasConstant? bias = _constants.Bias(node, raised);
        Quotient(node, raised, x, null, rule.Bias == BiasHandling.Ignore ? null : bias, r, rule.Stabilizer, 1, s);
        Hand(node, raised, s, x);
        Spread(node, rule, s, bias);
    }

    // Both branches of the rule at once: with A = |W|, the contributions that agree with the sign of y are (Wx + sgn(y) A|x|)/2.
    private void Generalized(Node node, GammaRule rule, Slot r, bool nonNegative)
    {
        Slot x = _values.Request(node.Inputs[0]);
        Slot magnitude = nonNegative ? x : Part(node, SignPart.Absolute, x);
        Slot absolute = NewScratch(node, "a"), s = NewScratch(node), signed = NewScratch(node, "g");
        BiasConstant? bias = _constants.Bias(node, Variant.Original);
        _steps.Add(new ForwardStep(node.Id, new(node.Id), _constants.Filter(node, Variant.Absolute), magnitude, null, null, null, absolute));
        bool ignore = rule.Bias == BiasHandling.Ignore && bias is not null;
        Slot y = ignore ? Linear(node, x) : _values.Request(node.Id);
        _steps.Add(new GammaQuotientStep(node.Id, y, absolute, bias, ignore, rule.Gamma, r, rule.Stabilizer, s, signed));
        Hand(node, Variant.Original, s, x, 1 + (rule.Gamma / 2));
        Hand(node, Variant.Absolute, signed, magnitude, rule.Gamma / 2);
        if (rule.Bias == BiasHandling.Redistribute && bias is not null)
        {
            // b + gamma b+ for y > 0 and b + gamma b- for y < 0, as b (1 + gamma/2) s + |b| gamma/2 sgn(y) s.
            Slot target = Target(node.Inputs[0]).Slot;
            _steps.Add(new SpreadBiasStep(node.Id, s, _constants.Bias(node, Variant.Scaled(1 + (rule.Gamma / 2)))!, target));
            _steps.Add(new SpreadBiasStep(node.Id, signed, _constants.Bias(node, Variant.ScaledAbsolute(rule.Gamma / 2))!, target));
        }
    }

    // Both branches of the rule for inputs that are not negative: the outputs of either sign have weights of their own, between which the
    // kernels of convolutions of one tap can choose.
    private void BySign(Node node, GammaRule rule, Slot r)
    {
        Slot x = _values.Request(node.Inputs[0]), y = _values.Request(node.Id);
        Slot s = NewScratch(node);
        FilterConstant filter = _constants.Filter(node, Variant.Absolute);
        BiasConstant? bias = _constants.Bias(node, Variant.Original);
        if (_fuse)
        {
            _steps.Add(new MapGammaQuotientStep(node.Id, new(node.Id), filter, x, y, bias, rule.Gamma, r, rule.Stabilizer, s));
        }
        else
        {
            Slot absolute = NewScratch(node, "a");
            _steps.Add(new ForwardStep(node.Id, new(node.Id), filter, x, null, null, null, absolute));
            _steps.Add(new GammaQuotientStep(node.Id, y, absolute, bias, false, rule.Gamma, r, rule.Stabilizer, s, null));
        }

        (Slot to, bool accumulate) = Target(node.Inputs[0]);
        _steps.Add(new RedistributeBySignStep(
            node.Id, new(node.Id), _constants.Filter(node, Variant.Raised(rule.Gamma)), _constants.Filter(node, Variant.Lowered(rule.Gamma)), s, y,
            x, accumulate, to));
    }

    private bool ChoosesBySign(Node node, GammaRule rule) =>
        HasOneTap(node) && (rule.Bias == BiasHandling.Absorb || !node.HasBias);

    private bool HasOneTap(Node node) => node.Operator switch
    {
        ConvolutionOperator op => op.Groups == 1 && op.Window.IsPointwise,
        LinearOperator op => op.IsPointwise(_graph.Nodes[node.Inputs[0]].Shape),
        _ => false,
    };

    // Wx, for denominators without the bias that subtracting it from y could not give in full precision.
    private Slot Linear(Node node, Slot x)
    {
        Slot z = NewScratch(node, "z");
        _steps.Add(new ForwardStep(node.Id, new(node.Id), _constants.Filter(node, Variant.Original), x, null, null, null, z));
        return z;
    }

    // z - b - (W+ l + W- h): the bias cancels, so that the rule conserves exactly.
    private void Box(Node node, ZBoxRule rule, Slot r)
    {
        Slot s = NewScratch(node), x = _values.Request(node.Inputs[0]);
        BoundConstant low = _constants.Bound(node, "Low", rule.Low), high = _constants.Bound(node, "High", rule.High);
        _steps.Add(new CachedQuotientStep(node.Id, PreActivation(node, rule.Stabilizer), null, _constants.Bias(node, Variant.Original),
            _constants.BoxOffset(node, low, high), r, rule.Stabilizer, 1, s, null));
        (Slot to, bool accumulate) = Target(node.Inputs[0]);
        _steps.Add(new RedistributeStep(node.Id, new(node.Id), _constants.Filter(node, Variant.Positive), s, x, low, 1, accumulate, to));
        _steps.Add(new RedistributeStep(node.Id, new(node.Id), _constants.Filter(node, Variant.Negative), s, x, high, 1, true, to));
    }

    private void Squared(Node node, Rule rule, Slot r)
    {
        Slot s = NewScratch(node);
        bool withBias = rule.Bias != BiasHandling.Ignore;
        SquaredSumConstant sum = _constants.SquaredSum(node, withBias);
        _steps.Add(new CachedQuotientStep(node.Id, null, sum, null, null, r, rule.Stabilizer, 1, s, sum.Bias));
        (Slot to, bool accumulate) = Target(node.Inputs[0]);
        _steps.Add(new RedistributeStep(node.Id, new(node.Id), _constants.Filter(node, Variant.Squared), s, null, null, 1, accumulate, to));
        Spread(node, rule, s, sum.Bias);
    }

    // s = scale * R / st(W x + addend + bias), in one step or, unfused, in two.
    private void Quotient(
        Node node, Variant variant, Slot x, Slot? addend, BiasConstant? bias, Slot r, StabilizerSpec stabilizer, double scale, Slot s)
    {
        if (node.Operator is ConvolutionOperator && ReferenceEquals(x, _values.Slot(node.Inputs[0])))
            x.RequireHalo(Halo.OfForward(_graph, node));
        FilterConstant filter = _constants.Filter(node, variant);
        if (_fuse)
        {
            _steps.Add(new QuotientStep(node.Id, new(node.Id), filter, x, addend, bias, r, stabilizer, scale, s));
            return;
        }

        Slot z = NewScratch(node, "z");
        _steps.Add(new ForwardStep(node.Id, new(node.Id), filter, x, addend, bias, null, z));
        _steps.Add(new CachedQuotientStep(node.Id, z, null, null, null, r, stabilizer, scale, s, bias));
    }

    // R_in (+)= scale * x * W^T s
    private void Hand(Node node, Variant variant, Slot s, Slot x, double scale = 1)
    {
        (Slot to, bool accumulate) = Target(node.Inputs[0]);
        _steps.Add(new RedistributeStep(node.Id, new(node.Id), _constants.Filter(node, variant), s, x, null, scale, accumulate, to));
    }

    private void Spread(Node node, Rule rule, Slot s, BiasConstant? bias)
    {
        if (rule.Bias == BiasHandling.Redistribute && bias is not null)
            _steps.Add(new SpreadBiasStep(node.Id, s, bias, Target(node.Inputs[0]).Slot));
    }

    // A part of a tensor is made once, whoever asks for it.
    private Slot Part(Node node, SignPart part, Slot x)
    {
        int input = node.Inputs[0];
        if (!_parts.TryGetValue((input, part), out Slot? y))
        {
            string prefix = part switch { SignPart.Positive => "p", SignPart.Negative => "m", _ => "abs" };
            _parts[(input, part)] = y = new Slot(prefix + LayerIdentifier.Of(_graph.Nodes[input].Name), SlotRole.Scratch, x.Shape);
            _steps.Add(new SignPartStep(node.Id, part, x, y));
        }

        y.RequireHalo(Halo.OfForward(_graph, node));
        return y;
    }
}
