using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExplainGen.Generators.Tests.Driver;

/// <summary>
/// A compilation, what the generator makes of it, and the way to the next one: edit the compilation and run again with the same
/// driver, as an IDE does.
/// </summary>
internal sealed class GeneratorRun
{
    private readonly GeneratorDriver _driver;

    private GeneratorRun(CSharpCompilation input, GeneratorDriver driver)
    {
        Input = input;
        _driver = driver.RunGeneratorsAndUpdateCompilation(input, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        Output = (CSharpCompilation)output;
        Diagnostics = [.. diagnostics.Where(item => !item.IsSuppressed).OrderBy(item => item.Location.SourceSpan.Start)];
        Result = Assert.Single(_driver.GetRunResult().Results);
        Assert.Null(Result.Exception);
    }

    /// <summary>The compilation that was given.</summary>
    public CSharpCompilation Input { get; }

    /// <summary>The compilation with the generated files.</summary>
    public CSharpCompilation Output { get; }

    /// <summary>The generator's diagnostics after pragmas and .editorconfig, in source order.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>The generator's steps and files.</summary>
    public GeneratorRunResult Result { get; }

    /// <summary>Generated texts by hint name.</summary>
    public IReadOnlyDictionary<string, string> Sources =>
        Result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    /// <summary>Runs the generator over sources, named <c>0.cs</c>, <c>1.cs</c> and so on.</summary>
    public static GeneratorRun Of(params string[] sources) => Over(Compile(sources));

    /// <summary>Runs a generator over a compilation.</summary>
    /// <param name="generator">ExplainGen's own by default.</param>
    public static GeneratorRun Over(CSharpCompilation compilation, IIncrementalGenerator? generator = null) => new(
        compilation,
        CSharpGeneratorDriver.Create(
            [(generator ?? new ExplainGenerator()).AsSourceGenerator()],
            parseOptions: (CSharpParseOptions?)compilation.SyntaxTrees.FirstOrDefault()?.Options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)));

    /// <summary>A library of the sources, named <c>0.cs</c>, <c>1.cs</c> and so on.</summary>
    public static CSharpCompilation Compile(params string[] sources) => Compile(LanguageVersion.CSharp14, sources);

    /// <summary>As <see cref="Compile(string[])"/>, in an older language.</summary>
    public static CSharpCompilation Compile(LanguageVersion version, params string[] sources) => CSharpCompilation.Create(
        "Models",
        sources.Select((source, index) => Parse(source, $"{index}.cs", version)),
        References.All,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true,
            reportSuppressedDiagnostics: true));

    /// <summary>One source file.</summary>
    public static SyntaxTree Parse(string source, string path, LanguageVersion version = LanguageVersion.CSharp14) =>
        CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(version), path);

    /// <summary>Runs the same driver over another compilation.</summary>
    public GeneratorRun Then(CSharpCompilation next) => new(next, _driver);

    /// <summary>Runs the same driver after the text of one file was replaced.</summary>
    public GeneratorRun ThenEdit(string path, Func<string, string> edit)
    {
        SyntaxTree old = Input.SyntaxTrees.Single(tree => tree.FilePath == path);
        string text = edit(old.ToString());
        Assert.NotEqual(old.ToString(), text);
        return Then(Input.ReplaceSyntaxTree(old, Parse(text, path)));
    }

    /// <summary>Why each output of a step has the value it has.</summary>
    public IReadOnlyList<IncrementalStepRunReason> Reasons(string step) =>
        Result.TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> runs)
            ? [.. runs.SelectMany(run => run.Outputs).Select(output => output.Reason)]
            : [];

    /// <summary>Why each file and each report of diagnostics is as it is.</summary>
    public IReadOnlyList<IncrementalStepRunReason> OutputReasons() =>
        [.. Result.TrackedOutputSteps.Values.SelectMany(runs => runs).SelectMany(run => run.Outputs).Select(output => output.Reason)];

    /// <summary>Fails unless sources and generated files together compile without a warning, and without one to suppress.</summary>
    public void AssertCompiles() => Assert.Empty(
        Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));

    /// <summary>Fails if a user sees a warning from a generated file.</summary>
    public void AssertGeneratedFilesAreSilent() => Assert.Empty(Output.GetDiagnostics().Where(diagnostic =>
        !diagnostic.IsSuppressed && diagnostic.Severity >= DiagnosticSeverity.Warning
        && diagnostic.Location.SourceTree is { } tree && !Input.SyntaxTrees.Contains(tree)));
}
