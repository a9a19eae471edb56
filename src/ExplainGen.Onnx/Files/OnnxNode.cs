using System.Collections.Immutable;

namespace ExplainGen.Onnx.Files;

/// <summary>One use of an operator (NodeProto).</summary>
public sealed record OnnxNode
{
    /// <summary>The node's name; may be empty, and need not be unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>The operator, such as <c>Conv</c>.</summary>
    public string Operator { get; init; } = "";

    /// <summary>The operator's domain; empty for ONNX's own.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Names of the values that are read; empty for an optional one that is left out.</summary>
    public ImmutableArray<string> Inputs { get; init; } = [];

    /// <summary>Names of the values that are computed; empty for one that nobody reads.</summary>
    public ImmutableArray<string> Outputs { get; init; } = [];

    /// <summary>The attributes.</summary>
    public ImmutableArray<OnnxAttribute> Attributes { get; init; } = [];

    /// <summary>The attribute of that name, or null.</summary>
    public OnnxAttribute? Attribute(string name) => Attributes.FirstOrDefault(a => a.Name == name);
}

/// <summary>One attribute of a node (AttributeProto). What is not set is empty.</summary>
public sealed record OnnxAttribute
{
    /// <summary>The attribute's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>A number.</summary>
    public float? Real { get; init; }

    /// <summary>An integer.</summary>
    public long? Integer { get; init; }

    /// <summary>A text.</summary>
    public string? Text { get; init; }

    /// <summary>A tensor.</summary>
    public OnnxTensor? Tensor { get; init; }

    /// <summary>A graph, such as a branch of an <c>If</c>.</summary>
    public OnnxGraph? Graph { get; init; }

    /// <summary>Numbers.</summary>
    public ImmutableArray<float> Reals { get; init; } = [];

    /// <summary>Integers.</summary>
    public ImmutableArray<long> Integers { get; init; } = [];

    /// <summary>Texts.</summary>
    public ImmutableArray<string> Texts { get; init; } = [];
}
