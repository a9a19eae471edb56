using System.Runtime.Intrinsics;

namespace ExplainGen.AotTests;

/// <summary>What the program runs on, for reading results: kernels differ by the vectors that are accelerated.</summary>
internal static class Machine
{
    public static string Description => $"{Path.GetFileName(Environment.ProcessPath)}, accelerated vectors: {VectorBits} bits";

    private static int VectorBits =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
}
