using ExplainGen.Onnx.Tests.Building;

namespace ExplainGen.Onnx.Tests.Operators;

/// <summary>A small file whose output is compared with ONNX Runtime's.</summary>
/// <param name="Name">The operator that it is about, a colon, and in which use.</param>
/// <param name="File">The file.</param>
internal sealed record OperatorCase(string Name, OnnxFile File)
{
    /// <summary>The operator that it is about.</summary>
    public string Operator => Name.Split(':')[0];

    /// <summary>How far outputs may lie apart, as a part of the largest.</summary>
    public double Tolerance { get; init; } = 1e-4;
}
