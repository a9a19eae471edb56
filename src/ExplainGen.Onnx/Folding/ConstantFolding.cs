using System.Collections.Immutable;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Lowering;

namespace ExplainGen.Onnx.Folding;

/// <summary>
/// Computes nodes that read constants alone: how exporters spell shapes, padding and quantized weights. An operator that is not among these
/// is left to the lowering, which says so.
/// </summary>
internal static class ConstantFolding
{
    private const int MostAxes = 16;

    private static readonly Dictionary<string, Func<NodeContext, ConstantTensor>> s_folds = new(StringComparer.Ordinal)
    {
        ["Abs"] = node => Elementwise.Map(node, MathF.Abs, Math.Abs),
        ["Add"] = node => Elementwise.Compute(node, (a, b) => a + b, (a, b) => a + b),
        ["Cast"] = Cast,
        ["Ceil"] = node => Elementwise.Map(node, MathF.Ceiling),
        ["Clip"] = Clip,
        ["Concat"] = Moves.Concat,
        ["Constant"] = Constant,
        ["ConstantOfShape"] = ConstantOfShape,
        ["DequantizeLinear"] = Dequantization.Fold,
        ["Div"] = node => Elementwise.Compute(node, (a, b) => a / b, (a, b) => b == 0 ? throw node.Fail("it divides by zero") : a / b),
        ["Equal"] = node => Elementwise.Compare(node, (a, b) => a == b, (a, b) => a == b),
        ["Erf"] = node => Elementwise.Map(node, v => (float)ErrorFunction.Of(v)),
        ["Exp"] = node => Elementwise.Map(node, MathF.Exp),
        ["Expand"] = Moves.Expand,
        ["Floor"] = node => Elementwise.Map(node, MathF.Floor),
        ["Gather"] = Moves.Gather,
        ["Gemm"] = Products.Gemm,
        ["Greater"] = node => Elementwise.Compare(node, (a, b) => a > b, (a, b) => a > b),
        ["HardSigmoid"] = HardSigmoid,
        ["Identity"] = node => node.Known(0, "input"),
        ["Less"] = node => Elementwise.Compare(node, (a, b) => a < b, (a, b) => a < b),
        ["Log"] = node => Elementwise.Map(node, MathF.Log),
        ["MatMul"] = Products.MatMul,
        ["Max"] = node => Elementwise.ComputeAll(node, MathF.Max, Math.Max),
        ["Min"] = node => Elementwise.ComputeAll(node, MathF.Min, Math.Min),
        ["Mul"] = node => Elementwise.Compute(node, (a, b) => a * b, (a, b) => a * b),
        ["Neg"] = node => Elementwise.Map(node, a => -a, a => -a),
        ["Pow"] = node => Elementwise.Compute(node, MathF.Pow, (a, b) => (long)Math.Pow(a, b)),
        ["Range"] = Range,
        ["Reciprocal"] = node => Elementwise.Map(node, a => 1 / a),
        ["ReduceMax"] = node => Reductions.Reduce(node, float.NegativeInfinity, Math.Max, isMean: false),
        ["ReduceMean"] = node => Reductions.Reduce(node, 0, (a, b) => a + b, isMean: true),
        ["ReduceSum"] = node => Reductions.Reduce(node, 0, (a, b) => a + b, isMean: false),
        ["ReduceSumSquare"] = node => Reductions.Reduce(node, 0, (sum, value) => sum + value * value, isMean: false),
        ["Relu"] = node => Elementwise.Map(node, v => MathF.Max(v, 0)),
        ["Reshape"] = Moves.Reshape,
        ["Sigmoid"] = node => Elementwise.Map(node, v => 1 / (1 + MathF.Exp(-v))),
        ["Size"] = node => ConstantTensor.Of([], [node.Known(0, "input").Count]),
        ["Slice"] = Moves.Slice,
        ["Softmax"] = Reductions.Softmax,
        ["Softplus"] = node => Elementwise.Map(node, v => (float)Math.Log(1 + Math.Exp(v))),
        ["Split"] = Moves.Split,
        ["Sqrt"] = node => Elementwise.Map(node, MathF.Sqrt),
        ["Squeeze"] = Moves.Squeeze,
        ["Sub"] = node => Elementwise.Compute(node, (a, b) => a - b, (a, b) => a - b),
        ["Sum"] = node => Elementwise.ComputeAll(node, (a, b) => a + b, (a, b) => a + b),
        ["Tanh"] = node => Elementwise.Map(node, MathF.Tanh),
        ["Transpose"] = Moves.Transpose,
        ["Unsqueeze"] = Moves.Unsqueeze,
        ["Where"] = Elementwise.Where,
    };

    /// <summary>Whether an operator can be computed.</summary>
    internal static bool Knows(string op) => s_folds.ContainsKey(op);

    /// <summary>Computes a node if it reads constants alone and its operator is known.</summary>
    /// <returns>Whether its output was set.</returns>
    internal static bool TryFold(NodeContext node)
    {
        try
        {
            return TryFoldTensor(node) || Sequences.TryFold(node) || Loops.TryFold(node) || Branches.TryFold(node);
        }
        catch (OverflowException)
        {
            throw node.Fail("its result is too large");
        }
    }

    /// <summary>A result, if it is not too large.</summary>
    internal static KnownValue Result(NodeContext node, ConstantTensor tensor)
    {
        if (tensor.Axes.Length > MostAxes)
            throw node.Fail($"its result has {tensor.Axes.Length} axes, more than {MostAxes}");
        Take(node, tensor.Count);
        return new KnownValue(tensor);
    }

    /// <summary>Takes elements that are computed, or work that is worth so many, if a file may still have them.</summary>
    internal static void Take(NodeContext node, long count)
    {
        if (count > node.Budget.Left)
            throw TooMany(node);
        node.Budget.Take(count);
    }

    /// <summary>The number of elements of a result, if it is not too large.</summary>
    internal static int Count(NodeContext node, IEnumerable<int> axes)
    {
        long count = 1;
        foreach (int axis in axes)
            count = axis == 0 ? 0 : Math.Min(count * axis, int.MaxValue);
        return count <= node.Budget.Left && count < int.MaxValue ? (int)count : throw TooMany(node);
    }

    /// <summary>Axes that a constant lists.</summary>
    internal static ImmutableArray<int> Axes(NodeContext node, ReadOnlySpan<long> values)
    {
        if (values.Length > MostAxes)
            throw node.Fail($"its result would have {values.Length} axes, more than {MostAxes}");
        var axes = ImmutableArray.CreateBuilder<int>(values.Length);
        foreach (long value in values)
            axes.Add(value is >= 0 and <= int.MaxValue ? (int)value : throw node.Fail($"its result would have an axis of {value}"));
        return axes.ToImmutable();
    }

    private static bool TryFoldTensor(NodeContext node)
    {
        if (!s_folds.TryGetValue(node.Node.Operator, out Func<NodeContext, ConstantTensor>? fold))
            return false;
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.Has(i) && !node.IsKnown(i))
                return false;
        }

        node.Set(Result(node, fold(node)));
        return true;
    }

    private static LoweringException TooMany(NodeContext node) =>
        node.Fail($"its result has more than the {node.Budget.Left} elements that are left to a file with this many weights");

    // To integers numbers are cut, to truth values they are compared with zero; all that is no integer is single precision here.
    private static ConstantTensor Cast(NodeContext node)
    {
        ConstantTensor x = node.Known(0, "input");
        return (Files.OnnxDataType)node.Integer("to", 1) switch
        {
            Files.OnnxDataType.Float or Files.OnnxDataType.Double or Files.OnnxDataType.Float16 or Files.OnnxDataType.BFloat16 =>
                ConstantTensor.Of(x.Axes, x.Reals.ToArray()),
            Files.OnnxDataType.Bool => ConstantTensor.Of(x.Axes, Array.ConvertAll(x.Reals.ToArray(), v => v != 0 ? 1L : 0L)),
            Files.OnnxDataType.String => throw node.Fail("it makes texts of numbers"),
            _ => ConstantTensor.Of(x.Axes, x.Integers.ToArray()),
        };
    }

    // Bounds are inputs from opset 11 on, attributes before.
    private static ConstantTensor Clip(NodeContext node)
    {
        ConstantTensor? low = Single(1, "min"), high = Single(2, "max");
        float least = low?.Reals[0] ?? node.Real("min", float.NegativeInfinity);
        float most = high?.Reals[0] ?? node.Real("max", float.PositiveInfinity);
        return Elementwise.Map(
            node, v => MathF.Min(MathF.Max(v, least), most),
            v => Math.Min(Math.Max(v, low?.Integers[0] ?? long.MinValue), high?.Integers[0] ?? long.MaxValue));

        ConstantTensor? Single(int input, string name) => !node.Has(input) ? null
            : node.Known(input, name) is { Count: 1 } bound ? bound : throw node.Fail($"its {name} is no single number");
    }

    private static ConstantTensor HardSigmoid(NodeContext node)
    {
        float alpha = node.Real("alpha", 0.2f), beta = node.Real("beta", 0.5f);
        return Elementwise.Map(node, v => MathF.Max(0, MathF.Min(1, alpha * v + beta)));
    }

    private static ConstantTensor Constant(NodeContext node)
    {
        if (node.Tensor("value") is { } tensor)
            return tensor;
        var attribute = node.Node.Attribute("value_float") ?? node.Node.Attribute("value_int")
            ?? node.Node.Attribute("value_floats") ?? node.Node.Attribute("value_ints");
        return attribute switch
        {
            { Real: { } real } => ConstantTensor.Of([], [real]),
            { Integer: { } integer } => ConstantTensor.Of([], [integer]),
            { Name: "value_floats" } => ConstantTensor.Of([attribute.Reals.Length], [.. attribute.Reals]),
            { Name: "value_ints" } => ConstantTensor.List([.. attribute.Integers]),
            _ => throw node.Fail("it is a constant of no numbers"),
        };
    }

    private static ConstantTensor ConstantOfShape(NodeContext node)
    {
        ImmutableArray<int> axes = Axes(node, node.Known(0, "shape").Integers);
        int count = Count(node, axes);
        ConstantTensor? value = node.Tensor("value");
        if (value is { Count: not 1 })
            throw node.Fail($"its value has {value.Count} elements");
        return value is { IsInteger: true }
            ? ConstantTensor.Of(axes, [.. Enumerable.Repeat(value.Integers[0], count)])
            : ConstantTensor.Of(axes, [.. Enumerable.Repeat(value is null ? 0f : value.Reals[0], count)]);
    }

    private static ConstantTensor Range(NodeContext node)
    {
        ConstantTensor start = node.Known(0, "start"), limit = node.Known(1, "limit"), delta = node.Known(2, "delta");
        if (start.Count != 1 || limit.Count != 1 || delta.Count != 1 || delta.Reals[0] == 0)
            throw node.Fail("its start, limit and delta are not three numbers, the last of them not 0");
        if (start.IsInteger != limit.IsInteger || start.IsInteger != delta.IsInteger)
            throw node.Fail("its start, limit and delta are not all whole numbers, or all others");
        double count = start.IsInteger
            ? Steps((Int128)limit.Integers[0] - start.Integers[0], delta.Integers[0])
            : Math.Max(0, Math.Ceiling(((double)limit.Reals[0] - start.Reals[0]) / delta.Reals[0]));
        if (!(count <= node.Budget.Left))
            throw TooMany(node);
        return start.IsInteger
            ? ConstantTensor.List([.. Enumerable.Range(0, (int)count).Select(i => start.Integers[0] + i * delta.Integers[0])])
            : ConstantTensor.Of([(int)count], [.. Enumerable.Range(0, (int)count).Select(i => start.Reals[0] + i * delta.Reals[0])]);

        // Rounded up; none the other way.
        static double Steps(Int128 way, long step) => (double)Int128.Max(0, way / step + (way % step != 0 && way > 0 == step > 0 ? 1 : 0));
    }
}
