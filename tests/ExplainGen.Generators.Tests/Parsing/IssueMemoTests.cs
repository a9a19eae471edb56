using ExplainGen.Generators.Parsing;
using ExplainGen.Generators.Tests.Driver;
using ExplainGen.Graph;

namespace ExplainGen.Generators.Tests.Parsing;

public sealed class IssueMemoTests
{
    private int _compilations;

    [Fact]
    public void An_edit_elsewhere_compiles_no_network()
    {
        GeneratorRun run = GeneratorRun.Over(
            GeneratorRun.Compile(Models.Dense, Models.Broken, Models.Unrelated), new ExplainGenerator(Count, (_, _) => []));
        _compilations = 0;
        GeneratorRun next = run.ThenEdit("2.cs", text => text + "\n").ThenEdit("0.cs", text => "\n" + text);

        Assert.Equal(0, _compilations);
        Assert.Equal(["EXG0007"], next.Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public void Equal_declarations_are_compiled_once_for_each_class_name()
    {
        var memo = new IssueMemo(Count);
        Assert.Equal("A", Assert.Single(memo.Find(Declare(1), "A", default)).Values[0]);
        Assert.Equal("A", Assert.Single(memo.Find(Declare(1), "A", default)).Values[0]);
        Assert.Equal("B", Assert.Single(memo.Find(Declare(1), "B", default)).Values[0]);

        Assert.Equal(2, _compilations);
    }

    [Fact]
    public void The_oldest_are_forgotten_first()
    {
        var memo = new IssueMemo(Count);
        for (int i = 1; i <= 300; i++)
            memo.Find(Declare(i), "A", default);
        _compilations = 0;

        memo.Find(Declare(300), "A", default);
        Assert.Equal(0, _compilations);
        memo.Find(Declare(1), "A", default);
        Assert.Equal(1, _compilations);
    }

    [Fact]
    public void A_failure_is_not_remembered()
    {
        int calls = 0;
        var memo = new IssueMemo((_, _, _) => calls++ == 0 ? throw new OperationCanceledException() : new CompilationResult(null, default));

        Assert.Throws<OperationCanceledException>(() => memo.Find(Declare(1), "A", default));
        Assert.Empty(memo.Find(Declare(1), "A", default));
    }

    [Fact]
    public void A_network_is_compiled_once_for_its_issues_and_its_emission()
    {
        GeneratorRun.Over(GeneratorRun.Compile(Models.Dense), new ExplainGenerator(Count, (_, _) => []));

        Assert.Equal(1, _compilations);
    }

    [Fact]
    public void A_compiled_network_is_given_out_once()
    {
        NetworkDeclaration? declaration = null;
        GeneratorRun.Over(
            GeneratorRun.Compile(Models.Dense),
            new ExplainGenerator((declared, name, cancellation) => Count(declaration = declared, name, cancellation), (_, _) => []));
        var memo = new IssueMemo(Count);
        memo.Find(declaration!, "A", default);

        Assert.Null(memo.Take(declaration!, "B"));
        Assert.NotNull(memo.Take(declaration!, "A"));
        Assert.Null(memo.Take(declaration!, "A"));
    }

    private static NetworkDeclaration Declare(int size) => new(new([size]), default, default, default);

    private CompilationResult Count(NetworkDeclaration declaration, string className, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _compilations);
        return NetworkCompiler.Compile(declaration, className, cancellation);
    }
}
