using System.Runtime.Intrinsics.X86;

namespace ExplainGen.Tests.Kernels;

/// <summary>A fact about code for one instruction set; skipped, with the reason, on machines without it.</summary>
internal sealed class InstructionSetFactAttribute : FactAttribute
{
    /// <summary>Marks the test as skipped where the instructions are missing.</summary>
    /// <param name="name">The name of the class of intrinsics.</param>
    public InstructionSetFactAttribute(string name)
    {
        bool supported = name switch
        {
            nameof(Avx2) => Avx2.IsSupported,
            nameof(Avx512F) => Avx512F.IsSupported,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "The instruction set is not known here."),
        };
        if (!supported)
            Skip = $"This machine has no {name}.";
    }
}
