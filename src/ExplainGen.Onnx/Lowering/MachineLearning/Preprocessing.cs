using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Folding;

namespace ExplainGen.Onnx.Lowering.MachineLearning;

/// <summary>What stands before and behind a model in a pipeline.</summary>
internal static class Preprocessing
{
    /// <summary>y = (x - offset) * scale, feature by feature.</summary>
    internal static void Scaler(NodeContext node)
    {
        FlowValue x = NodeAttributes.Features(node);
        int features = x.Shape.Channels;
        ConstantFolding.Take(node, 4L * features);
        node.Set(node.AddLayer(
            "", "BatchNorm", [Argument.Number("Epsilon", 0)], [x],
            new LayerWeights("weight", [features], OneEach("scale")),
            new LayerWeights("bias", [features], new float[features]),
            new LayerWeights("running_mean", [features], OneEach("offset")),
            new LayerWeights("running_var", [features], [.. Enumerable.Repeat(1f, features)])));

        float[] OneEach(string name)
        {
            float[] values = NodeAttributes.Reals(node, name);
            if (values.Length == 1)
                return [.. Enumerable.Repeat(values[0], features)];
            return values.Length == features
                ? values
                : throw node.Fail($"its {name} has {values.Length} entries, where {features} are expected, one a feature, or one for all");
        }
    }

    /// <summary>Missing values get others. What is explained has none.</summary>
    internal static void Imputer(NodeContext node)
    {
        FlowValue x = NodeAttributes.Features(node);
        float replaced = node.Real("replaced_value_float", float.NaN);
        if (!float.IsNaN(replaced) || node.Node.Attribute("replaced_value_int64") is not null)
        {
            throw node.Fail(
                "it replaces a number by others, which no layer does", "one that replaces NaN alone can be imported: inputs have none");
        }

        node.Network.AddNote("Missing values are not imputed: inputs are finite numbers.");
        node.Set(x);
    }

    /// <summary>An input divided by its norm; behind a classifier, scores that are probabilities and add up to 1.</summary>
    internal static void Normalizer(NodeContext node) => node.Set(node.Input(0) is FlowValue { Form: not null } scores
        ? scores
        : throw node.Fail("it divides each input by its norm, which no layer does", "normalize inputs before they are explained"));

    /// <summary>Scores by the labels of their classes.</summary>
    internal static void ZipMap(NodeContext node) => node.Set(node.Input(0) is FlowValue { Form: not null } scores
        ? scores
        : throw node.Fail("it makes a map of values that are no scores of a model"));

    /// <summary>Some columns of a matrix; of scores they are looked at where they are read.</summary>
    internal static void ArrayFeatureExtractor(NodeContext node)
    {
        FlowValue x = NodeAttributes.Features(node);
        ReadOnlySpan<long> indices = node.Known(1, "indices").Integers;
        bool isWhole = indices.Length == x.Count;
        for (int i = 0; i < indices.Length; i++)
            isWhole &= indices[i] == i;
        node.Set(isWhole
            ? x
            : throw node.Fail(
                $"it selects {indices.Length} of the {x.Count} features of {ConstantTensor.Text(x.Axes)}",
                "a model that was exported without selecting features can be imported"));
    }
}
