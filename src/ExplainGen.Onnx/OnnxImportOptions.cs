using System.Collections.Immutable;

namespace ExplainGen.Onnx;

/// <summary>What an import cannot read from the file.</summary>
public sealed record OnnxImportOptions
{
    /// <summary>
    /// The shape of the input with its batch axis, such as 1 x 3 x 224 x 224, where the file leaves axes free. Null takes the file's, with
    /// a batch of 1.
    /// </summary>
    public ImmutableArray<int>? InputShape { get; init; }

    /// <summary>The output to explain, where the file has several. Null takes the first.</summary>
    public string? Output { get; init; }
}
