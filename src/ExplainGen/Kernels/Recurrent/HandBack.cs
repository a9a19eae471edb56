using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>
/// What a step hands to the state before it, block by block of units: products with transposed weights, added to what stands there.
/// </summary>
/// <param name="weights">The transposed weights.</param>
/// <param name="work">The memory that holds both.</param>
/// <param name="section">The first section to multiply.</param>
/// <param name="columns">How many blocks of columns, over as many sections.</param>
/// <param name="position">The step's position.</param>
/// <param name="target">The section to add to.</param>
/// <param name="before">The position of the step before.</param>
internal readonly struct HandBack(
    RecurrentMatrix weights, RecurrentSections work, int section, int columns, int position, int target, int before) : IWork
{
    public unsafe void Execute(int block)
    {
        V share = weights.Multiply(work.Load(target, block, before), block, 0, work.At(section, 0, position), work.Stride, columns);
        work.Store(share, target, block, before);
    }
}

/// <summary>The same with a factor a unit: relevance goes to contributions, not just to weights.</summary>
/// <param name="weights">The transposed weights.</param>
/// <param name="work">The memory that holds both.</param>
/// <param name="section">The section to multiply.</param>
/// <param name="position">The step's position.</param>
/// <param name="state">What holds the factors.</param>
/// <param name="factors">Their section.</param>
/// <param name="factorPosition">Their position.</param>
/// <param name="before">The position of the step before, in section 0.</param>
internal readonly struct HandBackShares(
    RecurrentMatrix weights, RecurrentSections work, int section, int position, RecurrentSections state, int factors, int factorPosition,
    int before) : IWork
{
    public unsafe void Execute(int block)
    {
        V sum = weights.Multiply(V.Zero, block, 0, work.At(section, 0, position), work.Stride, work.Layout.Blocks);
        V share = Vector512.MultiplyAddEstimate(sum, state.Load(factors, block, factorPosition), work.Load(0, block, before));
        work.Store(share, 0, block, before);
    }
}
