using ExplainGen.Graph;

namespace ExplainGen.Generators.Tests.Driver;

/// <summary>Stands in for the graph compiler: keeps the declarations it is given and finds the issues it is told to.</summary>
internal sealed class FakeCompiler(params Issue[] issues)
{
    /// <summary>The declarations seen, by class.</summary>
    public Dictionary<string, NetworkDeclaration> Seen { get; } = [];

    /// <summary>The generator around this compiler.</summary>
    public ExplainGenerator Generator => new(Compile, (_, _) => []);

    /// <summary>The declaration of the only class of a source that must compile.</summary>
    public static NetworkDeclaration Parse(params string[] sources)
    {
        var compiler = new FakeCompiler();
        GeneratorRun run = GeneratorRun.Over(GeneratorRun.Compile(sources), compiler.Generator);
        Assert.Empty(run.Diagnostics);
        run.AssertCompiles();
        return Assert.Single(compiler.Seen).Value;
    }

    private CompilationResult Compile(NetworkDeclaration declaration, string className, CancellationToken cancellation)
    {
        lock (Seen)
            Seen[className] = declaration;
        return new CompilationResult(null, new(issues));
    }
}
