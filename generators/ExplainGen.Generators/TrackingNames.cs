namespace ExplainGen.Generators;

/// <summary>Names of the pipeline's steps, by which tests look up what was cached.</summary>
internal static class TrackingNames
{
    /// <summary>Attributes read; runs on every change of the compilation, and its value holds places in the source.</summary>
    public const string Parse = nameof(Parse);

    /// <summary>Diagnostics with their positions in the current source.</summary>
    public const string Diagnostics = nameof(Diagnostics);

    /// <summary>Classes with attributes of a network but no [Network], with their places in the source.</summary>
    public const string MissingNetwork = nameof(MissingNetwork);

    /// <summary>The declarations, compared by value: nothing behind this step runs until one changes.</summary>
    public const string Model = nameof(Model);

    /// <summary>Hint names that several models would use.</summary>
    public const string HintNameClashes = nameof(HintNameClashes);

    /// <summary>The declarations with their final hint names.</summary>
    public const string NamedModel = nameof(NamedModel);

    /// <summary>Every step of this generator whose values must not hold on to a compilation.</summary>
    public static IReadOnlyList<string> Cached { get; } = [Model, HintNameClashes, NamedModel];
}
