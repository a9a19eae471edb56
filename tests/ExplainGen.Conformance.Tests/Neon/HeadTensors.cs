using ExplainGen.Weights;

namespace ExplainGen.Conformance.Tests.Neon;

/// <summary>Parameters of neuralized models as tensors of a weights file, in double precision.</summary>
internal static class HeadTensors
{
    public static NamedTensor Matrix(string name, double[][] rows) =>
        NamedTensor.Create(name, [rows.Length, rows[0].Length], rows.SelectMany(row => row).ToArray());

    public static NamedTensor Vector(string name, params double[] values) => NamedTensor.Create(name, [values.Length], values);
}
