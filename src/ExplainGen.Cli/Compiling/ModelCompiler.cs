extern alias generator;

using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace ExplainGen.Cli.Compiling;

/// <summary>Compiles an annotated class in memory: the same generator and the same code as in a project.</summary>
internal static class ModelCompiler
{
    /// <summary>Compiles a class.</summary>
    /// <param name="source">C# with one annotated class.</param>
    /// <param name="className">The full name of the class.</param>
    /// <exception cref="ModelCompilationException">The declaration has errors; each is one line of the message.</exception>
    public static CompiledModelType Compile(string source, string className)
    {
        Compilation updated = Generate(source, out ImmutableArray<Diagnostic> diagnostics);
        ThrowOnErrors(diagnostics);
        using var image = new MemoryStream();
        ThrowOnErrors(updated.Emit(image).Diagnostics);
        image.Position = 0;
        Assembly assembly = new AssemblyLoadContext(className, isCollectible: false).LoadFromStream(image);
        return new CompiledModelType(assembly.GetType(className, throwOnError: true)!, [.. diagnostics.Select(d => $"{d.Id}: {d.GetMessage()}")]);
    }

    /// <summary>What the generator first finds wrong with a declaration; null if it finds nothing.</summary>
    /// <param name="source">C# with one annotated class.</param>
    public static string? FirstError(string source)
    {
        Generate(source, out ImmutableArray<Diagnostic> diagnostics);
        return diagnostics.FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error)?.GetMessage(CultureInfo.InvariantCulture);
    }

    private static Compilation Generate(string source, out ImmutableArray<Diagnostic> diagnostics)
    {
        var parse = new CSharpParseOptions(LanguageVersion.CSharp14);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Model" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(SourceText.From(source, System.Text.Encoding.UTF8), parse, path: "model.cs")],
            References(),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
                nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: true));
        CSharpGeneratorDriver.Create([new generator::ExplainGen.Generators.ExplainGenerator().AsSourceGenerator()], parseOptions: parse)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation updated, out diagnostics);
        return updated;
    }

    // What the tool itself runs on; the class needs nothing else.
    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "ExplainGen.dll"))
            .Select(path => MetadataReference.CreateFromFile(path));

    private static void ThrowOnErrors(IEnumerable<Diagnostic> diagnostics)
    {
        string[] errors = [.. diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => $"{d.Id}: {d.GetMessage()}")];
        if (errors.Length > 0)
            throw new ModelCompilationException(string.Join(Environment.NewLine, errors));
    }
}

/// <summary>A declaration that does not compile.</summary>
internal sealed class ModelCompilationException(string errors) : Exception(errors);
