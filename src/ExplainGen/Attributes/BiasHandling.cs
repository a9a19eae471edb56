namespace ExplainGen;

/// <summary>What becomes of the share of relevance that belongs to a layer's bias.</summary>
public enum BiasHandling
{
    /// <summary>
    /// The bias stands in the denominator and its share stays there: relevance is conserved up to what the biases absorb.
    /// The default, as in the papers.
    /// </summary>
    Absorb,

    /// <summary>The bias is left out of the denominator: the layer's inputs share all of the relevance.</summary>
    Ignore,

    /// <summary>
    /// The bias stands in the denominator, and its share is spread evenly over the inputs. Not for recurrent layers, part of whose inputs
    /// is the state before the sequence.
    /// </summary>
    Redistribute,
}
