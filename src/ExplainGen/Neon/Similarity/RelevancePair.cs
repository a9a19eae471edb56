namespace ExplainGen.Neon;

/// <summary>What two places, one in each input, say together about the similarity of the inputs.</summary>
/// <param name="First">The cell of the first input.</param>
/// <param name="Second">The cell of the second input.</param>
/// <param name="Relevance">Positive where the pair speaks for similarity.</param>
public readonly record struct RelevancePair(int First, int Second, double Relevance);
