namespace ExplainGen.Graph;

/// <content>The rules of normalizations by statistics of their input.</content>
public sealed partial class RelevanceScheduler
{
    // R_in = x / deviation * (gain s - mean(gain s)) with s = R / st(y): the mean is part of the linear map, the deviation a constant.
    private void ShareNormalization(Node node, Rule rule, Slot r)
    {
        Slot s = NewScratch(node);
        BiasConstant? bias = _constants.Bias(node, Variant.Original);
        bool ignore = rule.Bias == BiasHandling.Ignore && bias is not null;
        Slot z = ignore ? Unbiased(node) : PreActivation(node, rule.Stabilizer);
        _steps.Add(new CachedQuotientStep(node.Id, z, null, null, null, r, rule.Stabilizer, 1, s, ignore ? null : bias));
        PassNormalization(node, NormalizationPass.Share, s);
    }

    // The output without the bias, which subtracting it again could not give in full precision.
    private Slot Unbiased(Node node)
    {
        Slot z = NewScratch(node, "z");
        _steps.Add(new NormalizeStep(node.Id, _constants.Gain(node), _values.Request(node.Inputs[0]), null, null, z));
        return z;
    }

    private void PassNormalization(Node node, NormalizationPass pass, Slot s)
    {
        Slot x = _values.Request(node.Inputs[0]);
        (Slot to, bool accumulate) = Target(node.Inputs[0]);
        _steps.Add(new NormalizationPassStep(node.Id, pass, _constants.Gain(node), s, x, accumulate, to));
    }
}
