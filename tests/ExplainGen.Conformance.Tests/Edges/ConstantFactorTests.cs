using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Runtime;

namespace ExplainGen.Conformance.Tests.Edges;

/// <summary>A factor that does not depend on the input gets nothing, so that nothing is lost to it.</summary>
public sealed class ConstantFactorTests
{
    private const string Source = """
        [Network(6), Linear(8, Bias = false), Relu, Parameter(8, Name = "scale")]
        [Multiply(Inputs = ["relu1", "scale"], Name = "scaled"), Linear(3, Bias = false)]
        [Lrp(Composite.LrpZero)]
        [Lrp(Composite.LrpZero, Name = "Halves"), Uniform("scaled", For = "Halves")]
        public partial class ScaledLayer;

        [Network(6), Linear(8, Bias = false), Sigmoid, Parameter(8, Name = "scale")]
        [Multiply(Inputs = ["sigmoid1", "scale"], Name = "scaled"), Linear(3, Bias = false)]
        [Lrp(Composite.LrpZero)]
        public partial class ScaledGate;

        [Network(6, 5), Parameter(4, 6, Name = "matrix"), MatMul(Inputs = ["matrix", "input"]), Flatten, Linear(3, Bias = false)]
        [Lrp(Composite.LrpZero)]
        public partial class MixedRows;

        [Network(8, 5), Linear(8, PerPosition = true, Bias = false, Name = "k")]
        [Linear(8, PerPosition = true, Bias = false, Input = "input", Name = "v"), Parameter(8, 3, Name = "q")]
        [Attention(2, Inputs = ["q", "k", "v"]), Flatten, Linear(3, Bias = false)]
        [Lrp(Composite.LrpZero), Lrp(Composite.LrpZero, Name = "Constant"), CpLrp("attention1", For = "Constant")]
        public partial class LearnedQueries;
        """;

    private static readonly Lazy<IReadOnlyDictionary<string, DynamicModelType>> s_types = new(() => ModelCompiler.Compile(Source));

    [Theory]
    [InlineData("ScaledLayer", "LrpZero", "scale")]
    [InlineData("ScaledLayer", "Halves", "scale")]
    [InlineData("ScaledGate", "LrpZero", "scale")]
    [InlineData("MixedRows", "LrpZero", "matrix")]
    [InlineData("LearnedQueries", "Constant", "q")]
    public void All_relevance_arrives_at_the_input(string name, string explainer, string constant)
    {
        Explanation why = Explain(name, explainer);
        Assert.Equal(why.Logits.Span[1], why.Sum, 1e-4 * Math.Max(1, Math.Abs(why.Logits.Span[1])));
        Assert.Equal(0, why.Ledger.Bias);
        Assert.All(At(why, name, constant), value => Assert.Equal(0, value));
    }

    /// <summary>The softmax takes some; of what it leaves the keys get what queries would have shared with them.</summary>
    [Fact]
    public void Learned_queries_leave_the_keys_all()
    {
        Explanation why = Explain("LearnedQueries", "LrpZero");
        Assert.All(At(why, "LearnedQueries", "q"), value => Assert.Equal(0, value));
        double taken = why.Ledger.Entries.Single(entry => entry.Layer == "attention1").Dropped;
        Assert.Equal(why.Logits.Span[1], why.Sum + taken, 1e-4 * Math.Max(1, Math.Abs(why.Logits.Span[1])));
        Assert.Contains(At(why, "LearnedQueries", "k"), value => value != 0);
    }

    private static Explanation Explain(string name, string explainer)
    {
        DynamicModelType type = s_types.Value[name];
        return type.Load(RandomWeights.For(type.Metadata))
            .Explain(explainer, RandomWeights.Input(type.Metadata, 3), Target.Class(1), keepLayers: true);
    }

    private static float[] At(Explanation why, string name, string layer) =>
        why.At(s_types.Value[name].Metadata.Layers.Single(l => l.Name == layer)).ToArray();
}
