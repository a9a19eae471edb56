using ExplainGen.Onnx.Files;

namespace ExplainGen.Onnx.Lowering.MachineLearning;

/// <summary>
/// Nodes behind a model that is no network: they hand its scores on, make a label of them, or compute another form of them. A model that
/// goes on computing with them is none that can be imported.
/// </summary>
internal static class ScoreReading
{
    // The same numbers in the same order, whatever axes they have.
    private static readonly HashSet<string> s_handOn =
        ["Flatten", "Identity", "Reshape", "Squeeze", "Transpose", "Unsqueeze"];

    // A label under another name, type or shape.
    private static readonly HashSet<string> s_rename =
        ["ArrayFeatureExtractor", "Cast", "Flatten", "Gather", "Identity", "LabelEncoder", "Reshape", "Squeeze", "Unsqueeze"];

    /// <summary>Sets a node's output if it reads the scores of such a model, or what was made of them.</summary>
    /// <returns>Whether it does.</returns>
    internal static bool TryLower(NodeContext node)
    {
        List<Value> read = [.. node.Node.Inputs.Where(name => name.Length > 0)
            .Select(name => node.Values.GetValueOrDefault(name)).OfType<Value>()
            .Where(value => value is not KnownValue)];
        if (!read.Exists(value => value is LabelValue or ScoreFunctionValue or FlowValue { Form: not null }))
            return false;
        if (MachineLearningTable.Has(node.Node) && node.Node.Operator is "Normalizer" or "ZipMap" && read is [FlowValue])
            return false;
        node.Set(Of(node, read));
        return true;
    }

    private static Value Of(NodeContext node, List<Value> read)
    {
        string op = node.Node.Operator;
        if (read.Exists(value => value is LabelValue))
        {
            return read is [LabelValue label] && s_rename.Contains(op)
                ? label
                : throw node.Fail("it computes with the label that a model gives", "the label or the scores can be what the file gives");
        }

        if (read is [FlowValue { Form: { } form } scores])
        {
            if (s_handOn.Contains(op) || IsToReals(node) || (form.Columns == 1 && op is "ArrayFeatureExtractor"))
                return scores;
            if (op == "Sqrt" && form.AreSquaredDistances)
                return scores with { Form = form with { AreSquaredDistances = false } };
            if ((op == "Sign" && form.Columns == 1) || op == (form.AreDistances ? "ArgMin" : "ArgMax") && form.PairedClasses == 0)
                return new LabelValue(scores);

            // Of two classes the file has a score each, where one says both: that of the class that it speaks for.
            if (op == "ArrayFeatureExtractor" && form.Columns == 2 && scores.Count == 1 && form.PairedClasses == 0
                && node.Has(1) && node.Input(1) is KnownValue { Tensor: { Count: 1 } index } && index.Integers[0] == form.SingleClass)
            {
                return scores;
            }

            return new ScoreFunctionValue(scores, node.Node.Inputs.First(name => node.Values.GetValueOrDefault(name) == read[0]));
        }

        // All of one model's scores alone: a network beside it, or a second model, would be lost.
        FlowValue? source = null;
        string entry = "";
        foreach (string name in node.Node.Inputs)
        {
            (FlowValue Scores, string Entry)? from = node.Values.GetValueOrDefault(name) switch
            {
                ScoreFunctionValue function => (function.Scores, function.Entry),
                FlowValue { Form: not null } flow => (flow, name),
                UnloweredValue { Reason: var reason } => throw reason,
                FlowValue => throw Mixed(node),
                _ => null,
            };
            if (from is not { } found)
                continue;
            if (source is not null && entry != found.Entry)
                throw Mixed(node);
            (source, entry) = found;
        }

        return new ScoreFunctionValue(source!, entry);
    }

    private static bool IsToReals(NodeContext node) => node.Node.Operator == "Cast" && (OnnxDataType)node.Integer("to", 0)
        is OnnxDataType.Float or OnnxDataType.Double or OnnxDataType.Float16 or OnnxDataType.BFloat16;

    private static LoweringException Mixed(NodeContext node) => node.Fail(
        "it combines the scores of a model that is no network with other values", "such scores can be what the file gives");
}
