using System.Collections.Immutable;
using ExplainGen.Onnx.Files;

namespace ExplainGen.Onnx.Lowering.MachineLearning;

/// <summary>The attributes that hold a model: lists whose lengths and numbers a file is not trusted with.</summary>
internal static class NodeAttributes
{
    /// <summary>A list of finite numbers; empty where it is left out.</summary>
    internal static float[] Reals(NodeContext node, string name)
    {
        RefuseTensor(node, name);
        float[] values = [.. node.Node.Attribute(name)?.Reals ?? []];
        int bad = Array.FindIndex(values, value => !float.IsFinite(value));
        return bad < 0 ? values : throw node.Fail($"its {name} is {values[bad]} at {bad}, where finite numbers are expected");
    }

    /// <summary>As many finite numbers as expected.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The attribute.</param>
    /// <param name="expected">How many.</param>
    /// <param name="because">What there is one of each for, such as <c>one a support vector</c>.</param>
    internal static float[] Reals(NodeContext node, string name, long expected, string because)
    {
        float[] values = Reals(node, name);
        RequireLength(node, name, values.Length, expected, because);
        return values;
    }

    /// <summary>A list of integers; empty where it is left out.</summary>
    internal static ImmutableArray<long> Integers(NodeContext node, string name) => node.Node.Attribute(name)?.Integers ?? [];

    /// <summary>As many integers as expected.</summary>
    internal static ImmutableArray<long> Integers(NodeContext node, string name, long expected, string because)
    {
        ImmutableArray<long> values = Integers(node, name);
        RequireLength(node, name, values.Length, expected, because);
        return values;
    }

    /// <summary>As many texts as expected.</summary>
    internal static ImmutableArray<string> Texts(NodeContext node, string name, long expected, string because)
    {
        ImmutableArray<string> values = node.Node.Attribute(name)?.Texts ?? [];
        RequireLength(node, name, values.Length, expected, because);
        return values;
    }

    /// <summary>How many classes a classifier has: labels of either kind, at least two.</summary>
    internal static int Classes(NodeContext node, string integers)
    {
        int numbers = Integers(node, integers).Length, texts = node.Node.Attribute("classlabels_strings")?.Texts.Length ?? 0;
        if (numbers > 0 && texts > 0)
            throw node.Fail($"it has both {integers} and classlabels_strings, where one of them is expected");
        int classes = numbers + texts;
        return classes >= 2
            ? classes
            : throw node.Fail($"its {integers} or classlabels_strings has {classes} labels, where two or more are expected");
    }

    /// <summary>The features that a model reads: a vector.</summary>
    internal static FlowValue Features(NodeContext node)
    {
        // Whole numbers of the file's own input are numbers like others.
        FlowValue x = node.Input(0) is FlowValue { IsTokens: true } whole && node.Network.HasWholeInput
            ? whole with { IsTokens = false }
            : node.Flow(0);
        return x.Shape.IsVector
            ? x
            : throw node.Fail($"its input {Constants.ConstantTensor.Text(x.Axes)} is no vector of features", "flatten it first");
    }

    private static void RequireLength(NodeContext node, string name, long found, long expected, string because)
    {
        if (found != expected)
            throw node.Fail($"its {name} has {found} entries, where {expected} are expected, {because}");
    }

    // From version 3 of the domain on, attributes may be tensors of double precision beside these.
    private static void RefuseTensor(NodeContext node, string name)
    {
        if (node.Node.Attribute(name + "_as_tensor")?.Tensor is OnnxTensor)
        {
            throw node.Fail(
                $"its {name}_as_tensor holds numbers of another precision",
                "a model that was exported for inputs of single precision can be imported");
        }
    }
}
