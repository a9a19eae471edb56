namespace ExplainGen.Graph;

/// <content>The rules of operators that multiply values.</content>
public sealed partial class RelevanceScheduler
{
    private void AddMatrices(Node node, Rule rule, Slot r)
    {
        switch (node.Operator, rule)
        {
            case (SoftmaxOperator, CpLrpRule):
                break;
            case (SoftmaxOperator, AttnLrpRule or GradientRule):
                Slot? x = rule is GradientRule ? null : _values.Request(node.Inputs[0]);
                Slot y = _values.Request(node.Id);
                (Slot to, bool accumulate) = Target(node.Inputs[0]);
                _steps.Add(new SoftmaxPassStep(node.Id, x, y, r, accumulate, to));
                break;
            case (MatMulOperator, UniformRule):
                bool isShared = node.Inputs.All(i => _depends[i]);
                ShareFactors(node, ShareQuotient(node, rule, r, isShared), isGradient: false);
                break;
            case (MatMulOperator, GradientRule):
                ShareFactors(node, r, isGradient: true);
                break;
            case (AttentionOperator, CpLrpRule):
                ConstantWeights(node, rule, r);
                break;
            case (AttentionOperator, AttnLrpRule):
                ThroughWeights(node, rule, r);
                break;
            case (AttentionOperator op, GradientRule):
                AttentionGradient(node, op, r);
                break;
            default:
                throw new InvalidOperationException($"Rule {rule.Name} has no schedule for {node.Operator.Kind}.");
        }
    }

    // A constant factor gets nothing, and the other one all.
    private void ShareFactors(Node node, Slot s, bool isGradient)
    {
        bool isShared = node.Inputs.All(i => _depends[i]);
        for (int i = 0; i < 2; i++)
        {
            if (!isGradient && !_depends[node.Inputs[i]])
                continue;
            Slot other = _values.Request(node.Inputs[1 - i]);
            Slot? x = isGradient ? null : _values.Request(node.Inputs[i]);
            (Slot to, bool accumulate) = Target(node.Inputs[i]);
            double scale = isGradient || !isShared ? 1 : 0.5;
            _steps.Add(new MatMulShareStep(node.Id, ToLeft: i == 0, other, s, x, scale, accumulate, to));
        }
    }

    // R_V = V * [R / st(O)] A^T, all of it.
    private void ConstantWeights(Node node, Rule rule, Slot r)
    {
        Slot s = NewScratch(node);
        _steps.Add(Quotient(node, rule.Stabilizer, PreActivation(node, rule.Stabilizer), r, s));
        Hand(node, AttentionPart.Values, _values.RequestWeights(node), s, 1, hasFactor: true);
    }

    // The product of values and weights, the softmax over the keys, the product of keys and queries; of constants each gets nothing.
    private void ThroughWeights(Node node, Rule rule, Slot r)
    {
        bool hasQueries = _depends[node.Inputs[0]], hasKeys = _depends[node.Inputs[1]], hasValues = _depends[node.Inputs[2]];
        if (!hasQueries && !hasKeys)
        {
            ConstantWeights(node, rule, r);
            return;
        }

        Slot weights = _values.RequestWeights(node), v = _values.Request(node.Inputs[2]);
        Slot q = _values.Request(node.Inputs[0]), k = _values.Request(node.Inputs[1]);
        Slot s = ShareQuotient(node, rule, r, hasValues);
        double part = hasValues ? 0.5 : 1;
        if (hasValues)
            Hand(node, AttentionPart.Values, weights, s, part, hasFactor: true);
        Slot ofWeights = Like(weights, node, "rw"), scores = Like(weights, node, "z"), ofScores = Like(weights, node, "rz");
        _steps.Add(new AttentionShareStep(node.Id, AttentionPart.Weights, v, s, weights, part, false, ofWeights));
        _steps.Add(new AttentionWeightsStep(node.Id, Scores: true, q, k, scores));
        _steps.Add(new AttentionScoresPassStep(node.Id, scores, weights, ofWeights, ofScores));
        bool isShared = hasQueries && hasKeys;
        Slot back = Like(weights, node, "sz");
        _steps.Add(Quotient(node, isShared ? Halved(rule.Stabilizer) : rule.Stabilizer, scores, ofScores, back));
        if (hasQueries)
            Hand(node, AttentionPart.Queries, k, back, isShared ? 0.5 : 1, hasFactor: true);
        if (hasKeys)
            Hand(node, AttentionPart.Keys, q, back, isShared ? 0.5 : 1, hasFactor: true);
    }

    private void AttentionGradient(Node node, AttentionOperator op, Slot r)
    {
        Slot weights = _values.RequestWeights(node), v = _values.Request(node.Inputs[2]);
        Slot q = _values.Request(node.Inputs[0]), k = _values.Request(node.Inputs[1]);
        Hand(node, AttentionPart.Values, weights, r, 1, hasFactor: false);
        Slot ofWeights = Like(weights, node, "rw"), ofScores = Like(weights, node, "rz");
        _steps.Add(new AttentionShareStep(node.Id, AttentionPart.Weights, v, r, null, 1, false, ofWeights));
        _steps.Add(new AttentionScoresPassStep(node.Id, null, weights, ofWeights, ofScores));
        Hand(node, AttentionPart.Queries, k, ofScores, 1, hasFactor: false);
        Hand(node, AttentionPart.Keys, q, ofScores, 1, hasFactor: false);
    }

    private void Hand(Node node, AttentionPart part, Slot other, Slot s, double scale, bool hasFactor)
    {
        int input = node.Inputs[part switch { AttentionPart.Queries => 0, AttentionPart.Keys => 1, _ => 2 }];
        Slot? x = hasFactor ? _values.Request(input) : null;
        (Slot to, bool accumulate) = Target(input);
        _steps.Add(new AttentionShareStep(node.Id, part, other, s, x, scale, accumulate, to));
    }

    // R / st(2 y) is half of R / st'(y), where the other half is with those that share it.
    private Slot ShareQuotient(Node node, Rule rule, Slot r, bool isShared)
    {
        Slot s = NewScratch(node);
        StabilizerSpec stabilizer = isShared ? Halved(rule.Stabilizer) : rule.Stabilizer;
        _steps.Add(Quotient(node, stabilizer, PreActivation(node, rule.Stabilizer), r, s));
        return s;
    }

    // In units of the root mean square of what is doubled, epsilon doubles by itself.
    private static StabilizerSpec Halved(StabilizerSpec stabilizer) =>
        stabilizer.RmsScaled ? stabilizer : stabilizer with { Epsilon = stabilizer.Epsilon / 2 };

    private static CachedQuotientStep Quotient(Node node, StabilizerSpec stabilizer, Slot z, Slot r, Slot s) =>
        new(node.Id, z, null, null, null, r, stabilizer, 1, s, null);

    private static Slot Like(Slot weights, Node node, string prefix) =>
        new(prefix + LayerIdentifier.Of(node.Name), SlotRole.Scratch, weights.Shape);
}
