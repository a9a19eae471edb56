namespace ExplainGen.Graph;

/// <summary>What became of a declaration: the compiled network, or the issues that prevent it.</summary>
/// <param name="Network">Null when an issue is an error.</param>
public sealed record CompilationResult(CompiledNetwork? Network, EquatableArray<Issue> Issues);

/// <summary>Declaration in, compiled network out; pure, and the only entry to everything in between.</summary>
public static class NetworkCompiler
{
    public static CompilationResult Compile(NetworkDeclaration declaration, string className, CancellationToken cancellation = default)
    {
        var issues = new List<Issue>();
        if (declaration.Layers.Count == 0)
            issues.Add(new Issue(IssueTable.NoLayers, -1, null, className));
        return new CompilationResult(null, new(issues));
    }
}

/// <summary>A network with everything decided: what the emitters write down.</summary>
public sealed class CompiledNetwork
{
}
