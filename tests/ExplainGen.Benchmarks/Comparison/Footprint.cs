using ExplainGen.Benchmarks.Networks;

namespace ExplainGen.Benchmarks.Comparison;

/// <summary>What a network takes besides time for its calls.</summary>
/// <param name="ForwardAllocation">Managed bytes that a forward pass allocates once it has run before.</param>
/// <param name="ExplainAllocation">The same of an explanation.</param>
/// <param name="ColdStart">From the start of a process to its first explanation.</param>
internal sealed record Footprint(NetworkCase Network, long ForwardAllocation, long ExplainAllocation, ColdStart ColdStart)
{
    /// <summary>Bytes of a workspace.</summary>
    public long Workspace => Network.Metadata.WorkspaceLength * sizeof(float);
}
