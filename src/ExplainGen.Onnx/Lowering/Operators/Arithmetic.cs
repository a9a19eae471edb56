using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>
/// Sums of values become Add layers; a constant joins the bias of the layer before it, or becomes a BatchNorm of fixed statistics, which
/// joins a linear layer wherever data flow allows.
/// </summary>
internal static class Arithmetic
{
    internal static void Add(NodeContext node)
    {
        (FlowValue x, int other) = Operands(node);
        if (node.Input(other) is FlowValue y)
            SetSum(node, [x, y]);
        else
            Shift(node, x, other, sign: 1);
    }

    internal static void Sum(NodeContext node)
    {
        FlowValue[] terms = [.. Enumerable.Range(0, node.InputCount).Select(node.Flow)];
        if (terms.Length == 1)
            node.Set(terms[0]);
        else
            SetSum(node, terms);
    }

    internal static void Subtract(NodeContext node)
    {
        FlowValue x = node.Flow(0);
        if (!node.IsKnown(1))
            throw node.Fail("it subtracts a value that the network computes", "only constants can be subtracted");
        Shift(node, x, 1, sign: -1);
    }

    internal static void Multiply(NodeContext node)
    {
        (FlowValue x, int other) = Operands(node);
        if (node.Input(other) is FlowValue)
            throw node.Fail("it multiplies two values that the network computes", "only products with constants can be imported");
        Scale(node, x, PerChannel.Values(node, other, x, "factor"));
    }

    internal static void Divide(NodeContext node)
    {
        FlowValue x = node.Flow(0);
        if (!node.IsKnown(1))
            throw node.Fail("it divides by a value that the network computes", "only constant divisors can be imported");
        Scale(node, x, Array.ConvertAll(PerChannel.Values(node, 1, x, "divisor"), d => 1 / d));
    }

    /// <summary>The first operand that the network computes, and the number of the other one.</summary>
    private static (FlowValue X, int Other) Operands(NodeContext node) => node.IsKnown(0) ? (node.Flow(1), 0) : (node.Flow(0), 1);

    private static void SetSum(NodeContext node, FlowValue[] terms)
    {
        FlowValue first = terms[0];
        foreach (FlowValue term in terms)
        {
            if (!term.Axes.SequenceEqual(first.Axes))
                throw node.Fail($"it adds {ConstantTensor.Text(first.Axes)} and {ConstantTensor.Text(term.Axes)}, which differ");
            if (!term.Order.SequenceEqual(first.Order))
                throw node.Fail("it adds values whose axes were transposed differently");
        }

        node.Set(Activations.Like(first, node.AddLayer(node.Name, "Add", [], terms)));
    }

    private static void Shift(NodeContext node, FlowValue x, int constant, float sign)
    {
        // One number an output of a dense layer is one a channel; the layer before must end here, or others would see the bias too.
        float[] values = Array.ConvertAll(PerChannel.Values(node, constant, x, "summand"), v => sign * v);
        if (node.Network.TakesBias(x.Layer) && node.IsOnlyReader(x))
        {
            node.Network.AddBias(x.Layer, values);
            node.Set(x);
            return;
        }

        Affine(node, x, [.. Enumerable.Repeat(1f, values.Length)], values);
    }

    private static void Scale(NodeContext node, FlowValue x, float[] factors)
    {
        if (!factors.All(float.IsFinite))
            throw node.Fail("it divides by zero");
        Affine(node, x, factors, new float[factors.Length]);
    }

    private static void Affine(NodeContext node, FlowValue x, float[] scale, float[] shift)
    {
        int channels = scale.Length;
        node.Set(Activations.Like(x, node.AddLayer(
            node.Name, "BatchNorm", [Argument.Number("Epsilon", 0)], [x],
            new LayerWeights("weight", [channels], scale),
            new LayerWeights("bias", [channels], shift),
            new LayerWeights("running_mean", [channels], new float[channels]),
            new LayerWeights("running_var", [channels], [.. Enumerable.Repeat(1f, channels)]))));
    }
}
