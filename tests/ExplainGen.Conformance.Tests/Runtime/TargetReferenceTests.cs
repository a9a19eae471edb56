using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Neon;
using ExplainGen.Conformance.Tests.Neon.Models;

namespace ExplainGen.Conformance.Tests.Runtime;

/// <summary>Targets against a reference value, for a network that knows nothing of them.</summary>
public sealed class TargetReferenceTests
{
    private static readonly PlainRegression s_model =
        PlainRegression.Load(WeightFiles.InMemory(RandomWeights.For(PlainRegression.Metadata)));

    private static readonly float[] s_input = RandomPoints.Floats(RandomPoints.Normal(1, 1, 6)[0]);

    [Fact]
    public void Relevance_starts_with_the_difference()
    {
        Explanation plain = s_model.Explain(s_input, Target.Class(0));
        float y = plain.Logits.Span[0], reference = y - 0.5f;

        Explanation why = s_model.Explain(s_input, Target.Class(0).Against(reference));

        Assert.Equal(y - reference, why.Ledger.Seeded);
        Assert.Equal(reference, why.Target.Reference);
        for (int i = 0; i < s_input.Length; i++)
            Assert.Equal(plain.Relevance.Span[i] * (y - reference) / y, why.Relevance.Span[i], 1e-5f);
    }

    [Fact]
    public void Against_zero_is_the_output_itself() => Assert.Equal(
        s_model.Explain(s_input, Target.Class(0)).Relevance.ToArray(),
        s_model.Explain(s_input, Target.Class(0).Against(0)).Relevance.ToArray());

    [Fact]
    public void Against_the_output_there_is_nothing_to_explain() => Assert.All(
        s_model.Explain(s_input, Target.Class(0).Against(s_model.Predict(s_input)[0])).Relevance.ToArray(), r => Assert.Equal(0, r));

    [Fact]
    public void A_gradient_does_not_depend_on_it() => Assert.Equal(
        s_model.Gradient(s_input, Target.Class(0)).Relevance.ToArray(),
        s_model.Gradient(s_input, Target.Class(0).Against(3)).Relevance.ToArray());

    [Fact]
    public void Other_targets_have_none()
    {
        Assert.Null(default(Target).Reference);
        Assert.Null(Target.Class(1).Reference);
        Assert.NotEqual(Target.Class(1), Target.Class(1).Against(0));
        Assert.Equal(default, Target.Top);
    }

    [Fact]
    public void It_is_said_in_words()
    {
        Assert.Equal("class 0 against the value 2.5", Target.Class(0).Against(2.5f).ToString());
        string text = s_model.Explain(s_input, Target.Class(0).Against(2.5f)).ToString();
        Assert.Contains("for class 0 against the value 2.5, logit", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        foreach (Target target in new[] { Target.Top, Target.Contrast(0, 1), Target.LogOdds(0), Target.Weighted(new float[1]) })
            Refused($"but the target is: {target}", () => target.Against(1));
        Refused("its seed is Logit", () => Target.Class(0).With(Seed.One).Against(1));
        Refused("its seed is Logit", () => Target.Class(0).Against(1).With(Seed.One));
        Assert.Equal("reference", Assert.Throws<ArgumentOutOfRangeException>(() => Target.Class(0).Against(float.NaN)).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => Target.Class(0).With((Seed)7));
    }

    [Fact]
    public void A_difference_beyond_single_precision_is_refused()
    {
        SmallRegression model = SmallRegression.Neuralize(new ExplainGen.Neon.RegressionParameters(3, [3e38, 0, 0], [0]));
        Assert.Contains(
            "float32 does not hold the difference",
            Assert.Throws<ArgumentException>(() => model.Explain([1, 0, 0], Target.Class(0).Against(-3e38f))).Message,
            StringComparison.Ordinal);
    }

    private static void Refused(string message, Func<Target> target) =>
        Assert.Contains(message, Assert.Throws<InvalidOperationException>(() => target()).Message, StringComparison.Ordinal);
}
