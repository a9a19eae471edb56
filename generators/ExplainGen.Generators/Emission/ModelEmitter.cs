using ExplainGen.Generators.Model;
using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>Writes a compiled network down as C#.</summary>
internal static class ModelEmitter
{
    /// <summary>The files of a network without errors, each under its hint name.</summary>
    public static IEnumerable<(string HintName, string Source)> Emit(ModelSpec spec, CompilationResult result) => [];
}
