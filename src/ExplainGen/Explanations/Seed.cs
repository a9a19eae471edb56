namespace ExplainGen;

/// <summary>How much relevance an explanation starts with.</summary>
public enum Seed
{
    /// <summary>The target's score: each chosen logit enters with its value, so that R = f(x) is shared out (the default).</summary>
    Logit,

    /// <summary>One, times the target's weights: what Zennit's examples and the golden numbers use.</summary>
    One,
}
