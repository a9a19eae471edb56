namespace ExplainGen.Kernels;

/// <summary>The log ratio <c>g = log( sum+ / sum- )</c> of two sums of kernels.</summary>
/// <param name="Above">The sum that g grows with.</param>
/// <param name="Below">The sum that g falls with.</param>
internal sealed record KernelRatio(KernelSum Above, KernelSum Below);
