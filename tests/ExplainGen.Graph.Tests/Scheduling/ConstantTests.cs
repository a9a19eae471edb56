using CsCheck;

namespace ExplainGen.Graph.Tests.Scheduling;

public sealed class ConstantTests
{
    [Fact]
    public void Each_constant_is_made_once_under_a_name_of_its_own() => RandomNetworks.Gen.Sample(net =>
    {
        IReadOnlyList<Constant> constants = net.Network().Constants;
        Assert.Equal(constants.Count, constants.Select(c => c.Name).Distinct().Count());
    }, iter: 200);

    [Fact]
    public void Schedules_refer_to_constants_of_the_table() => RandomNetworks.Gen.Sample(net =>
    {
        CompiledNetwork network = net.Network();
        var known = network.Constants.ToHashSet<Constant>(ReferenceEqualityComparer.Instance);
        IEnumerable<Step> steps = network.Predict.Steps.Concat(network.Forward?.Steps ?? []).Concat(
            network.Explainers.SelectMany(e => e.Schedule.Steps));
        foreach (Step step in steps)
        {
            Constant?[] used = step switch
            {
                ForwardStep s => [s.Filter, s.Bias],
                QuotientStep s => [s.Filter, s.Bias],
                CachedQuotientStep s => [s.ConstantZ, s.MinusBias, s.Minus, s.LossBias],
                GammaQuotientStep s => [s.Bias],
                MapGammaQuotientStep s => [s.Absolute, s.Bias],
                RedistributeBySignStep s => [s.Positive, s.Negative],
                RedistributeStep s => [s.Filter, s.Shift],
                SpreadBiasStep s => [s.Bias],
                ActivateStep s => [s.Slopes],
                NormalizeStep s => [s.Gain, s.Bias],
                NormalizationPassStep s => [s.Gain],
                ActivationPassStep s => [s.Slopes],
                _ => [],
            };
            Assert.All(used.OfType<Constant>(), constant => Assert.Contains(constant, known));
        }
    }, iter: 200);

    [Fact]
    public void What_a_constant_is_made_of_comes_before_it() => Assert.Equal(
        ["Conv1", "Conv1Bias", "Conv1Low", "Conv1High", "Conv1Positive", "Conv1Negative", "Conv1BoxOffset"],
        new NetBuilder(1, 8, 8).Conv(2, 3).Lrp("EpsilonGammaBox", ("Low", 0), ("High", 1)).Network().Constants.Select(c => c.Name));

    [Fact]
    public void A_layer_may_be_named_like_a_constant_of_another()
    {
        CompiledNetwork network = new NetBuilder(4).Relu().Linear(4, ("Name", "fc")).Relu().Linear(4, ("Name", "fcBias")).Relu()
            .Linear(4, ("Name", "fcPositive")).Lrp("EpsilonPlus").Rule("ZPlus", "fc*").Network();
        FilterConstant[] filters = [.. network.Constants.OfType<FilterConstant>()];
        Assert.Equal(6, filters.Length);
        Assert.Equal(6, filters.Select(f => (f.Node, f.Variant)).Distinct().Count());
        Assert.Equal(12, network.Constants.Select(c => c.Name).Distinct().Count());
    }

    [Fact]
    public void Bounds_differ_by_explainer() => Assert.Equal(2, new NetBuilder(4).Linear(3)
        .Lrp("EpsilonGammaBox", ("Low", 0), ("High", 1), ("Name", "A")).Lrp("EpsilonGammaBox", ("Low", -1), ("High", 1), ("Name", "B"))
        .Network().Constants.OfType<BoxOffsetConstant>().Count());

    [Fact]
    public void Gammas_differ_and_equal_ones_are_shared() => Assert.Equal(["Fc", "FcRaised0_25", "FcRaised2"], new NetBuilder(4).Relu()
        .Linear(3, ("Name", "fc")).Relu().Linear(2)
        .Lrp("Epsilon", ("Name", "A")).Lrp("Epsilon", ("Name", "B")).Lrp("Epsilon", ("Name", "C"))
        .Rule("Gamma", "fc").Rule("Gamma", "fc", ("Gamma", 2), ("For", "C"))
        .Network().Constants.OfType<FilterConstant>().Where(c => c.Name.StartsWith("Fc")).Select(c => c.Name).Order(
            StringComparer.Ordinal));
}
