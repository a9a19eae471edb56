using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Conformance.Tests.Models;

namespace ExplainGen.Conformance.Tests.Runtime;

/// <summary>Networks that read tokens: what an input may be, and what becomes of the relevance of a token.</summary>
public sealed class TokenTests
{
    private static readonly TextNet s_model = TextNet.Load(WeightFiles.InMemory(RandomWeights.For(TextNet.Metadata)));
    private static readonly float[] s_tokens = [0, 29, 7, 7, 3, 11, 28, 0, 1, 2, 19, 5];

    [Theory]
    [InlineData(30)]
    [InlineData(-1)]
    [InlineData(1.5)]
    [InlineData(1e9)]
    public void A_number_that_is_no_token_is_refused(float value)
    {
        float[] input = [.. s_tokens];
        input[4] = value;
        const string expected = "which is no token: it takes whole numbers from 0 to 29.";
        var error = Assert.Throws<ArgumentException>(() => s_model.Explain(input));
        Assert.Contains($"Element 4 of the input of {typeof(TextNet).FullName} is {value}, {expected}", error.Message);
        error = Assert.Throws<ArgumentException>(() => s_model.PredictBatch((float[])[.. s_tokens, .. input], new float[10]));
        Assert.Contains("Element 4 of input 1 of ", error.Message);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void The_metadata_says_how_many_tokens_there_are()
    {
        Assert.Equal(30, TextNet.Metadata.TokenCount);
        Assert.Equal(0, TabularNet.Metadata.TokenCount);
    }

    [Fact]
    public void A_token_gets_the_relevance_of_its_features()
    {
        Explanation why = s_model.Explain(s_tokens, keepLayers: true);
        ReadOnlySpan<float> words = why.At(TextNet.Layers.Words).Span;
        for (int position = 0; position < s_tokens.Length; position++)
        {
            double sum = 0;
            for (int feature = 0; feature < 20; feature++)
                sum += words[feature * s_tokens.Length + position];
            Assert.Equal(sum, why.Relevance.Span[position], 1e-5 * Math.Abs(why.Sum));
        }
    }

    [Fact]
    public void All_relevance_arrives_at_tokens()
    {
        Explanation why = s_model.ExplainLrpZero(s_tokens);
        float top = why.Logits.ToArray().Max();
        Assert.Equal(top, why.Sum, 1e-5 * Math.Abs(top));
    }
}
