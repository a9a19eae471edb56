using System.Collections.Immutable;
using ExplainGen.Graph;
using ExplainGen.Weights;

namespace ExplainGen.Onnx;

/// <summary>What an ONNX file has become: layers as declarations know them, and the weights that they read.</summary>
public sealed record ImportedNetwork
{
    /// <summary>The layers, under names after the file's; no explainers or rules yet.</summary>
    public required NetworkDeclaration Declaration { get; init; }

    /// <summary>Every parameter tensor that the layers read, under the names that a weights file has for them.</summary>
    public required ImmutableArray<NamedTensor> Weights { get; init; }

    /// <summary>The name of the input in the file.</summary>
    public required string InputName { get; init; }

    /// <summary>
    /// For each axis of the file's input behind the batch axis, the axis of the network's input. The identity but for files that begin by
    /// moving the channels to the front: they take pictures with the channels last.
    /// </summary>
    public required ImmutableArray<int> InputOrder { get; init; }

    /// <summary>The name of the output in the file.</summary>
    public required string OutputName { get; init; }

    /// <summary>
    /// For each axis of the file's output behind the batch axis, the axis of what the last layer computes. The identity but for files that
    /// end by moving the channels to the back.
    /// </summary>
    public required ImmutableArray<int> OutputOrder { get; init; }

    /// <summary>What wrote the file.</summary>
    public required string Producer { get; init; }

    /// <summary>The version of the operators that the file uses.</summary>
    public required long OperatorSet { get; init; }

    /// <summary>What its outputs are, where a file has something else in their place, and what was assumed; a sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Number of weights.</summary>
    public long ParameterCount => Weights.Sum(w => (long)w.ElementCount);
}
