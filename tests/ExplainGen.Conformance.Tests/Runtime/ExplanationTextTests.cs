using System.Globalization;
using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Models;

namespace ExplainGen.Conformance.Tests.Runtime;

/// <summary>What an explanation says of itself.</summary>
public sealed class ExplanationTextTests
{
    private static readonly MnistCnn s_model = MnistCnn.Load(WeightFiles.InMemory(RandomWeights.For(MnistCnn.Metadata)));
    private static readonly float[] s_input = RandomWeights.Input(MnistCnn.Metadata, 1);

    [Fact]
    public void ATargetSaysWhichClassItCameTo()
    {
        float[] logits = s_model.Predict(s_input).ToArray();
        int top = Array.IndexOf(logits, logits.Max());

        Assert.Equal("top class", Target.Top.ToString());
        Assert.Equal($"class {top} (top)", s_model.Explain(s_input).Target.ToString());
        Assert.Equal($"class {top} (top)", s_model.Explain(s_input, Target.Top.With(Seed.One)).Target.ToString());
        Assert.Equal("class 3", s_model.Explain(s_input, Target.Class(3)).Target.ToString());
        Assert.Equal("log odds of class 3", s_model.Explain(s_input, Target.LogOdds(3)).Target.ToString());
        Assert.Equal("weighted sum", s_model.Explain(s_input, Target.Weighted(new float[10])).Target.ToString());
    }

    [Fact]
    public void AResolvedTargetExplainsTheTopClassOfAnotherInputAnew()
    {
        Target resolved = s_model.Explain(s_input).Target;
        float[] other = RandomWeights.Input(MnistCnn.Metadata, 5);

        Assert.Equal(s_model.Explain(other).Target, s_model.Explain(other, resolved).Target);
    }

    [Fact]
    public void AnExplanationSaysWhatItExplainsAndHowItsLedgerCloses()
    {
        Explanation why = s_model.Explain(s_input, Target.Class(3));
        string logit = why.Logits.Span[3].ToString("g6", CultureInfo.InvariantCulture);
        string sum = why.Sum.ToString("g6", CultureInfo.InvariantCulture);

        Assert.StartsWith($"{why.Explainer.Name} for class 3, logit {logit}: {logit} seeded = {sum} relevance + ", why.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(" rounding", why.ToString(), StringComparison.Ordinal);
        double rounding = double.Parse(why.ToString().Split(" + ")[^1].Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.InRange(Math.Abs(rounding), 0, 1e-4 * Math.Abs(why.Ledger.Seeded));
    }

    [Fact]
    public void AContrastNamesBothLogitsAndAWeightedSumNone()
    {
        Explanation contrast = s_model.Explain(s_input, Target.Contrast(2, 5));
        string pair = string.Create(
            CultureInfo.InvariantCulture, $"class 2 against 5, logits {contrast.Logits.Span[2]:g6} and {contrast.Logits.Span[5]:g6}: ");

        Assert.Contains(pair, contrast.ToString(), StringComparison.Ordinal);
        Assert.Contains("for weighted sum: 0 seeded = 0 relevance", s_model.Explain(s_input, Target.Weighted(new float[10])).ToString(), StringComparison.Ordinal);
    }
}
