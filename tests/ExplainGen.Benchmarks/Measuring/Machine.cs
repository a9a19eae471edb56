using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ExplainGen.Benchmarks.Measuring;

/// <summary>What measurements depend on.</summary>
internal static class Machine
{
    private const string CpuInfo = "/proc/cpuinfo", ModelKey = "model name";

    /// <summary>The processor's name, as far as the system tells it.</summary>
    public static string Processor
    {
        get
        {
            IEnumerable<string> lines = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo) : [];
            return lines.FirstOrDefault(l => l.StartsWith(ModelKey, StringComparison.Ordinal)) is not { } line
                ? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString()
                : line[(line.IndexOf(':') + 1)..].Trim();
        }
    }

    /// <summary>The widest instruction set that .NET uses.</summary>
    public static string InstructionSet =>
        Vector512.IsHardwareAccelerated ? "AVX-512"
        : Vector256.IsHardwareAccelerated ? Fma.IsSupported ? "AVX2 with FMA" : "AVX2"
        : AdvSimd.IsSupported ? "AdvSimd" : "128 bits";

    /// <summary>The runtime and its version.</summary>
    public static string Runtime => RuntimeInformation.FrameworkDescription;

    /// <summary>Refuses to measure code that is compiled for debugging.</summary>
    /// <exception cref="ArgumentException">The runtime package is.</exception>
    public static void RequireOptimizedCode()
    {
        if (typeof(ModelRunner).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
            throw new ArgumentException("This is a debug build; run with -c Release.");
    }

    /// <summary>How many threads it runs at a time.</summary>
    public static int Cores => Environment.ProcessorCount;
}
