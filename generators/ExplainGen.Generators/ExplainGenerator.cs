using ExplainGen.Generators.Diagnostics;
using ExplainGen.Generators.Emission;
using ExplainGen.Generators.Model;
using ExplainGen.Generators.Parsing;
using ExplainGen.Graph;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ExplainGen.Generators;

/// <summary>Declaration in, compiled network or issues out.</summary>
internal delegate CompilationResult NetworkCompilation(NetworkDeclaration declaration, string className, CancellationToken cancellation);

/// <summary>Compiled network in, files out.</summary>
internal delegate IEnumerable<(string HintName, string Source)> ModelEmission(ModelSpec spec, CompilationResult result);

/// <summary>
/// The generator: wires attributes to model, and model to source. From one parse come two outputs. The model is compared by
/// value, so planning and emission run only when a declaration changed. The diagnostics are made anew whenever the source
/// moves, since their places in it must be real.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ExplainGenerator : IIncrementalGenerator
{
    private readonly NetworkCompilation _compile;
    private readonly IssueMemo _issues;
    private readonly ModelEmission _emit;

    /// <summary>The generator as the compiler loads it.</summary>
    public ExplainGenerator()
        : this(NetworkCompiler.Compile, ModelEmitter.Emit)
    {
    }

    /// <summary>The same wiring around other ends.</summary>
    internal ExplainGenerator(NetworkCompilation compile, ModelEmission emit)
    {
        _compile = compile;
        _issues = new IssueMemo(compile);
        _emit = emit;
    }

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParsedModel> networks = context.SyntaxProvider.ForAttributeWithMetadataName(
            KnownNames.NetworkAttributeFullName,
            static (node, _) => ModelParser.IsCandidate(node),
            (attribute, cancellation) => ModelParser.Parse(attribute, _issues, cancellation));

        // One look at the names of attributes for all families, rather than one a family.
        IncrementalValuesProvider<ParsedModel> heads = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => HeadParser.IsCandidate(node),
            (node, cancellation) => ModelParser.ParseHead(node, _issues, cancellation));

        IncrementalValuesProvider<ParsedModel> parsed = Concat(networks, heads).WithTrackingName(TrackingNames.Parse);

        IncrementalValuesProvider<ModelSpec> models = parsed
            .Where(static item => item.Model is not null)
            .Select(static (item, _) => item.Model!)
            .WithTrackingName(TrackingNames.Model);

        IncrementalValueProvider<HintNameClashes> clashes = models
            .Select(static (model, _) => model.HintName)
            .Collect()
            .Select(static (names, _) => HintName.Clashes(names))
            .WithTrackingName(TrackingNames.HintNameClashes);

        context.RegisterSourceOutput(
            models
                .Combine(clashes)
                .Select(static (pair, _) => HintName.Distinguish(pair.Left, pair.Right))
                .WithTrackingName(TrackingNames.NamedModel),
            Emit);

        context.RegisterSourceOutput(
            parsed.Select(static (item, _) => item.Diagnostics).WithTrackingName(TrackingNames.Diagnostics),
            static (output, diagnostics) =>
            {
                foreach (Diagnostic diagnostic in diagnostics)
                    output.ReportDiagnostic(diagnostic);
            });

        context.RegisterSourceOutput(
            context.SyntaxProvider
                .CreateSyntaxProvider(static (node, _) => MissingNetwork.IsCandidate(node), MissingNetwork.Find)
                .Where(static diagnostic => diagnostic is not null)
                .WithTrackingName(TrackingNames.MissingNetwork),
            static (output, diagnostic) => output.ReportDiagnostic(diagnostic!));
    }

    private static IncrementalValuesProvider<ParsedModel> Concat(
        IncrementalValuesProvider<ParsedModel> first, IncrementalValuesProvider<ParsedModel> second) =>
        first.Collect().Combine(second.Collect()).SelectMany(static (pair, _) => pair.Left.AddRange(pair.Right));

    private void Emit(SourceProductionContext output, ModelSpec model)
    {
        List<(string HintName, string Source)> files;
        try
        {
            files = [.. Compile(model, output.CancellationToken) is { } result ? _emit(model, result) : [StubEmitter.Emit(model)]];
        }
        catch (Exception exception) when (exception.IsBug())
        {
            // No place in the source is known here, and none may be kept.
            output.ReportDiagnostic(IssueDiagnostics.Internal(model.ClassName, exception).ToDiagnostic(Location.None));
            files = [StubEmitter.Emit(model)];
        }

        foreach ((string hintName, string source) in files)
            output.AddSource(hintName, SourceText.From(source, System.Text.Encoding.UTF8));
    }

    // Null where the network has errors. Those, bugs included, are reported with the diagnostics, from the same compilation.
    private CompilationResult? Compile(ModelSpec model, CancellationToken cancellation)
    {
        try
        {
            return model.IsSound
                && (_issues.Take(model.Declaration, model.ClassName)
                    ?? _compile(model.Declaration, model.ClassName, cancellation)) is { } result
                && result.Issues.All(issue => issue.Descriptor.Severity != IssueSeverity.Error)
                    ? result
                    : null;
        }
        catch (Exception exception) when (exception.IsBug())
        {
            return null;
        }
    }
}
