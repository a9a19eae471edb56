using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExplainGen.Deployment;

/// <summary>
/// A program compiled ahead of time is compiled for one instruction set, and what goes beyond it is no choice at run time: vectors
/// wider than 128 bits change the encoding of all code. So publishing compiles the program once more for each level of
/// <see cref="InstructionSetLevel"/>, as a file beside it (<c>app.x86-64-v4</c>), and the program, before it does anything else,
/// becomes the best of these that its processor runs. Where none is there, or none may be run, it goes on as it is.
/// </summary>
internal static unsafe partial class NativeImage
{
    /// <summary>The setting that names the levels published beside the program, best first. Publishing gives it to the program alone.</summary>
    private const string LevelsSetting = "ExplainGen.InstructionSets";

    /// <summary>The environment's limit: the best level that may be used, or anything else for the program itself.</summary>
    private const string LimitVariable = "EXPLAINGEN_INSTRUCTION_SET";

    /// <summary>Index of the auxiliary value that tells whether the program was started with more rights than its caller has.</summary>
    private const nuint AtSecure = 23;

    /// <summary>Becomes the best image beside the program, or returns.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries",
        Justification = "The program must be replaced before it has done anything that a second start would repeat.")]
    internal static void BecomeBest()
    {
        if (!OperatingSystem.IsLinux() || AppContext.GetData(LevelsSetting) is not string levels)
            return;
        try
        {
            string? best = InstructionSetLevel.Best(
                levels.Split(','), Environment.GetEnvironmentVariable(LimitVariable), InstructionSetLevel.Features(File.ReadLines("/proc/cpuinfo")));
            string image = $"{Environment.ProcessPath}.{best}";

            // Rights that come from the file (set-user-ID, capabilities) would not be its neighbour's.
            if (best is not null && File.Exists(image) && GetAuxiliaryValue(AtSecure) == 0)
                Become(image);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
        {
            // No listing of the processor, or a C library by another name: the program as it is does the same, slower.
        }
    }

    /// <summary>Replaces the running program, keeping its arguments and environment; returns only where that is not possible.</summary>
    private static void Become(string image)
    {
        byte[] path = [.. System.Text.Encoding.UTF8.GetBytes(image), 0];
        byte[] arguments = File.ReadAllBytes("/proc/self/cmdline");
        nint[] starts = new nint[arguments.Count(value => value == 0) + 1];
        fixed (byte* first = arguments, file = path)
        {
            byte* next = first;
            for (int i = 0; i < starts.Length - 1; i++)
            {
                starts[i] = (nint)next;
                next += MemoryMarshal.CreateReadOnlySpanFromNullTerminated(next).Length + 1;
            }

            fixed (nint* pointers = starts)
                _ = Execute(file, (byte**)pointers);
        }
    }

    [LibraryImport("libc", EntryPoint = "getauxval")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nuint GetAuxiliaryValue(nuint type);

    [LibraryImport("libc", EntryPoint = "execv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Execute(byte* path, byte** arguments);
}
