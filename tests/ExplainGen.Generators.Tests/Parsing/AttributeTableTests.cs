using ExplainGen.Graph;

namespace ExplainGen.Generators.Tests.Parsing;

/// <summary>The attributes that users write and the tables that the graph compiler knows name the same things.</summary>
public sealed class AttributeTableTests
{
    [Fact]
    public void Every_layer_attribute_is_an_operator() => Assert.Equal(OperatorTable.Kinds.Order(), KindsOf<LayerAttribute>());

    [Fact]
    public void Every_rule_attribute_is_a_rule() => Assert.Equal(RuleTable.Names.Order(), KindsOf<RuleAttribute>());

    [Fact]
    public void Every_composite_is_known() => Assert.Equal(CompositeTable.Names.Order(), Enum.GetNames<ExplainGen.Composite>().Order());

    [Fact]
    public void Enums_have_the_members_that_the_graph_reads()
    {
        Assert.Equal(Enum.GetNames<AutoPadding>(), Enum.GetNames<AutoPad>());
        Assert.Equal(Enum.GetNames<Graph.ChannelOrder>(), Enum.GetNames<ExplainGen.ChannelOrder>());
        Assert.Equal(Enum.GetNames<Graph.PictureFit>(), Enum.GetNames<ExplainGen.PictureFit>());
        Assert.Equal(Enum.GetNames<KernelKind>(), Enum.GetNames<Kernel>());
        Assert.Equal(Enum.GetNames<OneClassScoreKind>(), Enum.GetNames<OneClassScore>());
        Assert.Equal(Enum.GetNames<SvmRuleKind>(), Enum.GetNames<SvmRule>());
        Assert.Equal(Enum.GetNames<Graph.PcaAttribution>(), Enum.GetNames<ExplainGen.PcaAttribution>());
        Assert.Equal(Enum.GetNames<Graph.NeighborOrder>(), Enum.GetNames<ExplainGen.NeighborOrder>());
        Assert.Equal(Enum.GetNames<Graph.BiasHandling>(), Enum.GetNames<ExplainGen.BiasHandling>());
    }

    [Fact]
    public void Attributes_stand_on_classes_and_are_not_inherited()
    {
        foreach (Type type in typeof(NetworkAttribute).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Attribute))))
        {
            var usage = (AttributeUsageAttribute)Attribute.GetCustomAttribute(type, typeof(AttributeUsageAttribute))!;
            Assert.Equal(AttributeTargets.Class, usage.ValidOn);
            Assert.False(usage.Inherited);
            Assert.Equal(
                type.IsSubclassOf(typeof(LayerAttribute)) || type.IsSubclassOf(typeof(RuleAttribute))
                    || type == typeof(LayerAttribute) || type == typeof(RuleAttribute) || type == typeof(LrpAttribute),
                usage.AllowMultiple);
            Assert.True(type.IsSealed || type.IsAbstract);
        }
    }

    private static IEnumerable<string> KindsOf<TBase>() => typeof(TBase).Assembly.GetExportedTypes()
        .Where(type => type.IsSubclassOf(typeof(TBase)) && !type.IsAbstract)
        .Select(type => type.Name[..^"Attribute".Length])
        .Order();
}
