using System.Collections.Immutable;

namespace ExplainGen.Onnx.Files;

/// <summary>An ONNX file as it is, before anything is made of it (<c>onnx.proto</c>, ModelProto).</summary>
public sealed record OnnxModel
{
    /// <summary>The domain of ONNX's own operators; files also spell it <c>ai.onnx</c>.</summary>
    public const string DefaultDomain = "";

    /// <summary>The version of the file format.</summary>
    public long IrVersion { get; init; }

    /// <summary>What wrote the file, with its version where given.</summary>
    public string Producer { get; init; } = "";

    /// <summary>The version of each operator set by its domain.</summary>
    public ImmutableDictionary<string, long> OperatorSets { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>Free text that the author stored.</summary>
    public ImmutableDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Operators that the file defines itself, by domain and name.</summary>
    public ImmutableArray<OnnxFunction> Functions { get; init; } = [];

    /// <summary>The network.</summary>
    public OnnxGraph Graph { get; init; } = new();

    /// <summary>The version of ONNX's own operators.</summary>
    public long OperatorSet => OperatorSets.GetValueOrDefault(DefaultDomain);
}

/// <summary>An operator that a file defines itself; only its name is kept, since none can be lowered.</summary>
/// <param name="Domain">Its domain.</param>
/// <param name="Name">Its name.</param>
public sealed record OnnxFunction(string Domain, string Name);
