namespace ExplainGen.Graph;

/// <summary>A layer of the network that a neuralized model is rewritten as, in words and formulas for those who read generated code.</summary>
/// <param name="Stage">The call that computes it.</param>
/// <param name="Forward">What it computes.</param>
/// <param name="Backward">How it hands relevance on; null where the layer before it does both in one.</param>
public sealed record NeonLayer(NeonStage Stage, string Name, string Forward, string? Backward);

/// <summary>The two halves of a neuralized model.</summary>
public enum NeonStage
{
    /// <summary>Units that detect: distances, linear or quadratic functions of the features.</summary>
    Detection,

    /// <summary>What makes one score of the units: (soft) minima and maxima, sums.</summary>
    Pooling,
}
