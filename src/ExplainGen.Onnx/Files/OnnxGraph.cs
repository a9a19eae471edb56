using System.Collections.Immutable;

namespace ExplainGen.Onnx.Files;

/// <summary>Nodes with what flows between them, by name (GraphProto).</summary>
public sealed record OnnxGraph
{
    /// <summary>The graph's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The nodes, each behind those that it reads.</summary>
    public ImmutableArray<OnnxNode> Nodes { get; init; } = [];

    /// <summary>Constant tensors; in files of IR version 3 and below they are listed among the inputs too.</summary>
    public ImmutableArray<OnnxTensor> Initializers { get; init; } = [];

    /// <summary>How many constants are stored as sparse tensors, which nothing is made of.</summary>
    public int SparseInitializers { get; init; }

    /// <summary>The inputs.</summary>
    public ImmutableArray<OnnxValueInfo> Inputs { get; init; } = [];

    /// <summary>The outputs.</summary>
    public ImmutableArray<OnnxValueInfo> Outputs { get; init; } = [];
}

/// <summary>What is said of a value that flows through a graph (ValueInfoProto).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements; null where it is no tensor or nothing is said.</param>
/// <param name="Axes">Its axes; null where nothing is said.</param>
public sealed record OnnxValueInfo(string Name, OnnxDataType? Type, ImmutableArray<OnnxAxis>? Axes);

/// <summary>One axis of a value: a size, or a name that stands for any, or neither.</summary>
/// <param name="Size">The size; null where it is free.</param>
/// <param name="Symbol">What a free size is called; empty where it has no name.</param>
public readonly record struct OnnxAxis(long? Size, string Symbol)
{
    /// <summary>The size or the name.</summary>
    public override string ToString() => Size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? (Symbol.Length > 0 ? Symbol : "?");
}
