using System.Globalization;
using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Dynamic;

/// <summary>Layers of the oracle as the attributes that declare them, with all of their parameters written out.</summary>
internal static class LayerText
{
    /// <summary>One layer attribute.</summary>
    /// <param name="node">The layer; its weights give the channels.</param>
    /// <param name="shares">The layer whose weights it uses; null for its own.</param>
    public static string Of(OracleNode node, string? shares = null)
    {
        (string kind, string[] arguments) = Describe(node.Operator);
        string inputs = node.Operator is Parameter ? ""
            : node.Inputs.Length == 1
            ? $"Input = \"{node.Inputs[0]}\""
            : $"Inputs = [{string.Join(", ", node.Inputs.Select(input => $"\"{input}\""))}]";
        string[] tail =
            shares is null ? [inputs, $"Name = \"{node.Name}\""] : [inputs, $"Shares = \"{shares}\"", $"Name = \"{node.Name}\""];
        return $"[{kind}({string.Join(", ", arguments.Concat(tail).Where(text => text.Length > 0))})]";
    }

    /// <summary>The kind of layer, as declarations name it.</summary>
    public static string KindOf(OracleOperator layer) => Describe(layer).Kind;

    /// <summary>A number as C# reads it back exactly.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Integers as a collection expression.</summary>
    public static string List(IEnumerable<int> values) => $"[{string.Join(", ", values)}]";

    private static (string Kind, string[] Arguments) Describe(OracleOperator layer) => layer switch
    {
        Linear op => ("Linear", [$"{op.Weight.Shape[0]}", Bias(op.Bias), .. op.PerPosition ? new[] { Flag("PerPosition", true) } : []]),
        Convolution op => ($"Conv{op.Weight.Shape.Length - 2}d",
        [
            $"{op.Weight.Shape[0]}, {List(op.Weight.Shape[2..])}", .. Windows(op.Stride, op.PadBegin, op.PadEnd, op.Dilation),
            $"Groups = {op.Groups}", Bias(op.Bias),
        ]),
        TransposedConvolution op => ($"ConvTranspose{op.Weight.Shape.Length - 2}d",
        [
            $"{op.Weight.Shape[1] * op.Groups}, {List(op.Weight.Shape[2..])}", .. Windows(op.Stride, op.PadBegin, op.PadEnd, op.Dilation),
            .. op.OutputPadding is { } p ? new[] { $"OutputPaddings = {List(p)}" } : [], $"Groups = {op.Groups}", Bias(op.Bias),
        ]),
        MaxPool { Dilation: null } op => ($"MaxPool{op.Kernel.Length}d",
            [List(op.Kernel), .. Windows(op.Stride, op.PadBegin, op.PadEnd, null), Flag("CeilMode", op.CeilMode)]),
        AveragePool op => ($"AvgPool{op.Kernel.Length}d",
        [
            List(op.Kernel), .. Windows(op.Stride, op.PadBegin, op.PadEnd, null), Flag("CeilMode", op.CeilMode),
            Flag("CountIncludePad", op.CountIncludePad),
        ]),
        AdaptiveAveragePool op => ($"AdaptiveAvgPool{op.Output.Length}d", [List(op.Output)]),
        GlobalAveragePool { KeepAxes: true } => ("GlobalAvgPool", []),
        GlobalMaxPool { KeepAxes: true } => ("GlobalMaxPool", []),
        BatchNorm op => ("BatchNorm", [$"Epsilon = {Number(op.Epsilon)}", Flag("Affine", op.Weight is not null)]),
        LayerNorm op => ("LayerNorm", [Epsilon(op), Affine(op), Bias(op.Bias)]),
        RmsNorm op => ("RmsNorm", [Epsilon(op), Affine(op)]),
        GroupNorm op => ("GroupNorm", [$"{op.Groups}", Epsilon(op), Affine(op)]),
        InstanceNorm op => ("InstanceNorm", [Epsilon(op), Affine(op)]),
        Add => ("Add", []),
        Multiply => ("Multiply", []),
        Concat => ("Concat", []),
        Flatten => ("Flatten", []),
        Reshape op => ("Reshape", [string.Join(", ", op.Shape)]),
        Pad op => ("Pad", [string.Join(", ", op.Begin[1..].Concat(op.End[1..])), $"Channels = {List([op.Begin[0], op.End[0]])}"]),
        Parameter op => ("Parameter", [string.Join(", ", op.Weight.Shape)]),
        Permute op => ("Permute", [string.Join(", ", op.Order)]),
        Narrow op => ("Slice", [$"{op.Start}, {op.Stop}", $"Axis = {op.Axis}"]),
        Embedding op => ("Embedding", [$"{op.Weight.Shape[0]}, {op.Weight.Shape[1]}"]),
        OneHot op => ("OneHot", [$"{op.Count}"]),
        NearestUpsample op => ("Upsample", [List(op.Factors)]),
        Identity => ("Identity", []),
        Lstm op => ("Lstm", [.. Recurrent(op)]),
        Gru op => ("Gru", [.. Recurrent(op), Flag("ResetAfter", op.ResetAfter)]),
        ChannelSoftmax => ("Softmax", []),
        MatMul op => ("MatMul", [Flag("TransposeA", op.TransposeA), Flag("TransposeB", op.TransposeB)]),
        Attention op => ("Attention", [$"{op.Heads}", .. Attention(op)]),
        _ => Activation(layer),
    };

    private static (string Kind, string[] Arguments) Activation(OracleOperator layer) => layer switch
    {
        LeakyRelu op => ("LeakyRelu", [Number(op.Slope)]),
        PRelu op => ("PRelu", [Flag("PerChannel", op.Slope.Length > 1)]),
        RRelu op => ("RRelu", [Number(op.Lower), Number(op.Upper)]),
        Elu op => ("Elu", [Number(op.Alpha)]),
        Celu op => ("Celu", [Number(op.Alpha)]),
        Gelu op => ("Gelu", [Flag("Tanh", op.TanhApproximation)]),
        Softplus op => ("Softplus", [Number(op.Beta), Number(op.Threshold)]),
        Softshrink op => ("Softshrink", [Number(op.Lambda)]),
        Hardshrink op => ("Hardshrink", [Number(op.Lambda)]),
        Hardtanh op => ("Hardtanh", [Number(op.Lower), Number(op.Upper)]),
        Threshold op => ("Threshold", [Number(op.Bound), Number(op.Otherwise)]),
        Relu or Relu6 or Selu or Sigmoid or LogSigmoid or Silu or Softsign or Tanh or Tanhshrink or Hardsigmoid or Hardswish =>
            (layer.GetType().Name, []),
        _ => throw new NotSupportedException($"{layer} cannot be declared."),
    };

    private static IEnumerable<string> Attention(Attention layer)
    {
        if (layer.Scale is { } scale)
            yield return $"Scale = {Number(scale)}";
        yield return Flag("Causal", layer.Causal);
        if (layer.KeyValueHeads is { } heads)
            yield return $"KeyValueHeads = {heads}";
    }

    private static IEnumerable<string> Windows(int[]? stride, int[]? padBegin, int[]? padEnd, int[]? dilation)
    {
        if (stride is not null)
            yield return $"Strides = {List(stride)}";
        if (padBegin is not null)
            yield return $"Paddings = {List([.. padBegin, .. padEnd ?? padBegin])}";
        if (dilation is not null)
            yield return $"Dilations = {List(dilation)}";
    }

    private static string Epsilon(Normalization layer) => $"Epsilon = {Number(layer.Epsilon)}";

    private static string Affine(Normalization layer) => Flag("Affine", layer.Weight is not null);

    private static IEnumerable<string> Recurrent(SequenceOperator op)
    {
        RecurrentWeights weights = (op.Ahead ?? op.Back)!;
        yield return $"{weights.Hidden}";
        yield return Flag("Bidirectional", op.Ahead is not null && op.Back is not null);
        yield return Flag("Reverse", op.Ahead is null);
        yield return Flag("Sequence", op.Sequence);
        yield return Bias(weights.InputBias);
    }

    private static string Bias(OracleTensor? bias) => Flag("Bias", bias is not null);

    private static string Flag(string name, bool value) => $"{name} = {(value ? "true" : "false")}";
}
