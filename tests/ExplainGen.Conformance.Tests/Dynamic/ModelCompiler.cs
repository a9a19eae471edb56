extern alias generator;

using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExplainGen.Conformance.Tests.Dynamic;

/// <summary>Compiles annotated classes that a test makes up: the same generator, the same compiler, in memory.</summary>
internal static class ModelCompiler
{
    private static readonly MetadataReference[] s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
                || Path.GetFileName(path) is "netstandard.dll" or "mscorlib.dll" or "ExplainGen.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Compiles a file and gives out its models by class name. Warnings count as errors, in generated code as well.</summary>
    public static IReadOnlyDictionary<string, DynamicModelType> Compile(string source)
    {
        var parse = new CSharpParseOptions(LanguageVersion.CSharp14);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "DynamicModels" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText("using ExplainGen;\n" + source, parse)],
            s_references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
                nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));
        CSharpGeneratorDriver.Create([new generator::ExplainGen.Generators.ExplainGenerator().AsSourceGenerator()], parseOptions: parse)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation updated, out var diagnostics);
        using var image = new MemoryStream();
        var emitted = updated.Emit(image);
        Diagnostic[] problems =
        [
            .. diagnostics.Concat(emitted.Diagnostics)
                .Where(d => d.Severity == DiagnosticSeverity.Error
                    || (d.Severity == DiagnosticSeverity.Warning && d.Id.StartsWith("CS", StringComparison.Ordinal))),
        ];
        if (problems.Length > 0)
            throw new InvalidOperationException(string.Join("\n", problems.Take(10)) + "\n" + source);
        image.Position = 0;
        Assembly assembly = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image);
        return assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IModelPasses)))
            .ToDictionary(type => type.Name, type => new DynamicModelType(type));
    }
}
