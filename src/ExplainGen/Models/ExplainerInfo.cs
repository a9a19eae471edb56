using System.Collections.Immutable;

namespace ExplainGen;

/// <summary>One explainer of a generated model.</summary>
/// <param name="Index">Position in <see cref="ModelMetadata.Explainers"/>; 0 is the default explainer.</param>
/// <param name="Name">The declared name, or the composite's.</param>
/// <param name="Composite">The composite it was declared with.</param>
/// <param name="IsGradient">
/// Whether it propagates gradients rather than relevance: then it is seeded with the target's weights and conserves nothing.
/// </param>
/// <param name="Rules">The rule of each node of the compiled graph, as printed; empty for the input.</param>
/// <param name="ForwardPasses">Passes over layers that it costs beyond the forward pass of the network.</param>
/// <param name="BackwardPasses">Adjoint passes over layers.</param>
public sealed record ExplainerInfo(
    int Index, string Name, string Composite, bool IsGradient, ImmutableArray<string> Rules, int ForwardPasses, int BackwardPasses)
{
    /// <summary>
    /// Whether a rule's stabilizer is in units of the root mean square over a tensor, which must then hold one input alone: see
    /// <see cref="ModelMetadata.AllowsColumns"/>.
    /// </summary>
    public bool IsRmsScaled { get; init; }
}
