using ExplainGen.Onnx;
using ExplainGen.Onnx.Source;

namespace ExplainGen.Cli.Compiling;

/// <summary>An imported network as a class that is never written to a file.</summary>
/// <param name="source">The class.</param>
internal sealed class InMemoryModel(string source)
{
    private const string ClassName = "Model";

    /// <summary>The annotated class as C#.</summary>
    public string Source => source;

    /// <summary>Writes the class.</summary>
    /// <param name="network">The network.</param>
    /// <param name="explainers">The attributes of explainers and rules.</param>
    /// <param name="origin">The name of the file that the network came from.</param>
    /// <param name="picture">The attribute that says how pictures become inputs; null where nothing does.</param>
    public static InMemoryModel Of(ImportedNetwork network, IReadOnlyList<string> explainers, string origin, string? picture) =>
        new(ClassWriter.Write(network, new ClassOptions
        {
            ClassName = ClassName, Explainers = [.. explainers], Origin = origin, Picture = picture,
        }));

    /// <summary>Compiles the class.</summary>
    /// <exception cref="ModelCompilationException">The declaration has errors.</exception>
    public CompiledModelType Compile() => ModelCompiler.Compile(source, ClassName);
}
