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
        if (!node.IsKnown(other))
            SetSum(node, [x, node.Flow(other)]);
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
        if (!node.IsKnown(other))
        {
            SetProduct(node, x, node.Flow(other));
            return;
        }

        float[] factors = PerChannel.Values(node, other, ref x, "factor");
        Scale(node, x, factors);
    }

    internal static void Divide(NodeContext node)
    {
        FlowValue x = node.Flow(0);
        if (!node.IsKnown(1))
            throw node.Fail("it divides by a value that the network computes", "only constant divisors can be imported");
        float[] divisors = PerChannel.Values(node, 1, ref x, "divisor");
        Scale(node, x, Array.ConvertAll(divisors, d => 1 / d));
    }

    /// <summary>The first operand that the network computes, and the number of the other one.</summary>
    private static (FlowValue X, int Other) Operands(NodeContext node) => node.IsKnown(0) ? (node.Flow(1), 0) : (node.Flow(0), 1);

    private static void SetSum(NodeContext node, FlowValue[] terms)
    {
        FlowValue first = terms[0];
        FlowValue[] alike = [.. terms.Select(term => Arrangement.Like(node, term, first))];
        node.Set(Activations.Like(first, node.AddLayer(node.Name, "Add", [], alike)));
    }

    // A gate: factors of one shape, or one of which axes of one element are repeated. Axes are aligned at the end.
    private static void SetProduct(NodeContext node, FlowValue x, FlowValue y)
    {
        bool isFirst = x.Count >= y.Count;
        (FlowValue large, FlowValue small) = isFirst ? (x, y) : (y, x);
        int rank = Math.Max(x.Axes.Length, y.Axes.Length);
        (large, small) = (OfRank(large), OfRank(small));
        if (small.Axes.Where((size, i) => size != 1 && size != large.Axes[i]).Any())
            throw node.Fail($"it multiplies {ConstantTensor.Text(x.Axes)} by {ConstantTensor.Text(y.Axes)}, which do not fit");
        if (small.Axes.SequenceEqual(large.Axes))
            small = Arrangement.Like(node, small, large);
        else
            (large, small) = (Arrangement.ChannelsFirst(node, large), Arrangement.ChannelsFirst(node, small));
        node.Set(Activations.Like(large, node.AddLayer(node.Name, "Multiply", [], isFirst ? [large, small] : [small, large])));

        FlowValue OfRank(FlowValue value) =>
            Arrangement.Reshaped(node, value, [.. Enumerable.Repeat(1, rank - value.Axes.Length), .. value.Axes]);
    }

    private static void Shift(NodeContext node, FlowValue x, int constant, float sign)
    {
        if (!PerChannel.Fits(node, constant, x))
        {
            if (sign < 0 || Parameters.Beside(node, node.Known(constant, "summand"), x, x.Axes) is not { } parameter)
                throw PerChannel.Misfit(node, constant, x, "summand");
            node.Set(Activations.Like(x, node.AddLayer(node.Name, "Add", [], [x, parameter])));
            return;
        }

        // One number an output of a dense layer is one a channel; the layer before must end here, or others would see the bias too.
        float[] values = Array.ConvertAll(PerChannel.Values(node, constant, ref x, "summand"), v => sign * v);
        if (node.Network.TakesBias(x.Layer) && !node.Network.IsRead(x.Layer) && node.IsOnlyReader(x))
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
