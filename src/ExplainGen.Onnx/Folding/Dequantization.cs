using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Lowering;

namespace ExplainGen.Onnx.Folding;

/// <summary>Weights stored as integers with a scale: (q - zero point) · scale, for the tensor or for each slice along an axis.</summary>
internal static class Dequantization
{
    internal static ConstantTensor Fold(NodeContext node)
    {
        ConstantTensor q = node.Known(0, "input"), scale = node.Known(1, "scale");
        ConstantTensor? zero = node.Has(2) ? node.Known(2, "zero point") : null;
        if (node.Integer("block_size", 0) != 0)
            throw node.Fail("its scales are those of blocks", "scales for the tensor or along an axis can be imported");
        int axis = 0, inner = q.Count;
        if (scale.Count != 1)
        {
            long written = node.Integer("axis", 1);
            axis = (int)Math.Clamp(written < 0 ? written + q.Axes.Length : written, 0, Math.Max(0, q.Axes.Length - 1));
            if (q.Axes.Length == 0 || q.Axes[axis] != scale.Count)
                throw node.Fail($"it has {scale.Count} scales for {ConstantTensor.Text(q.Axes)}");
            inner = q.Axes[(axis + 1)..].Aggregate(1, (product, a) => product * a);
        }

        if (zero is not null && zero.Count != scale.Count)
            throw node.Fail($"it has {scale.Count} scales and {zero.Count} zero points");
        ReadOnlySpan<long> integers = q.Integers, zeros = zero is null ? default : zero.Integers;
        ReadOnlySpan<float> scales = scale.Reals;
        var values = new float[q.Count];
        for (int i = 0; i < values.Length; i++)
        {
            int slice = scales.Length == 1 ? 0 : i / inner % scales.Length;
            values[i] = (integers[i] - (zero is null ? 0 : zeros[slice])) * scales[slice];
        }

        return ConstantTensor.Of(q.Axes, values);
    }
}
