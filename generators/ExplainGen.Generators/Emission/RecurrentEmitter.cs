using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>Recurrent layers in the classes <c>Maps</c> and <c>ModelWeights</c>: one object for each way through the sequence.</summary>
internal static class RecurrentEmitter
{
    // As Pack calls them, in the order of the file's tensors.
    private static readonly string[] s_parameters = ["tokens", "states", "tokenBias", "stateBias"];

    /// <summary>The maps of a layer.</summary>
    public static IEnumerable<(string Suffix, string Type, string Arguments)> Maps(RecurrentOperator op, Shape x, Shape y)
    {
        int first = 0;
        foreach (RecurrentDirection direction in op.Directions)
        {
            var parts = new List<string> { $"Inputs = {Literal.Of(x.Channels)}", $"Hidden = {Literal.Of(op.Hidden)}", $"Length = {Literal.Of(x.Width)}" };
            if (y.Channels != op.Hidden)
                parts.Add($"Outputs = {Literal.Of(y.Channels)}");
            if (first != 0)
                parts.Add($"FirstOutput = {Literal.Of(first)}");
            if (direction == RecurrentDirection.Reverse)
                parts.Add("Reverse = true");
            if (!op.Sequence)
                parts.Add("LastOnly = true");
            string rest = op is GruOperator { ResetAfter: false } ? ", resetAfter: false" : "";
            yield return (Suffix(direction), op.Kind, $"new Kernels::RecurrentGeometry {{ {string.Join(", ", parts)} }}{rest}");
            first += op.Hidden;
        }
    }

    /// <summary>Reads what a layer has in the file, as <c>tokens</c>, <c>states</c> and so on.</summary>
    public static void WriteParameters(SourceWriter writer, RecurrentOperator op, Shape x, string layer)
    {
        foreach (RecurrentDirection direction in op.Directions)
        {
            IReadOnlyList<WeightTensor> tensors = op.WeightsOf(direction, x);
            for (int i = 0; i < tensors.Count; i++)
                writer.Line($"var {s_parameters[i]}{Suffix(direction)} = {WeightsEmitter.Read(layer, tensors[i], "View")};");
        }
    }

    /// <summary>The weights of a constant, packed from what was read.</summary>
    public static string Pack(NetworkGraph graph, RecurrentConstant constant)
    {
        var op = (RecurrentOperator)graph.Nodes[constant.Node].Operator;
        string map = MapNames.RecurrentOf(graph, constant.Node, constant.Direction);
        IEnumerable<string> read = s_parameters.Take(op.Bias ? 4 : 2).Select(name => name + Suffix(constant.Direction));
        return $"{map}.Pack(Kernels::RecurrentPass.{constant.Pass}, {string.Join(", ", read)})";
    }

    /// <summary>What a constant is, for the comment beside it.</summary>
    public static string Describe(Node node, RecurrentConstant constant)
    {
        string way = constant.Direction == RecurrentDirection.Reverse ? " from the end to the beginning" : "";
        return node.WeightsLayer + constant.Pass switch
        {
            RecurrentPass.Forward => $".weight_* and bias_*{way}",
            RecurrentPass.Relevance => $".weight_* and bias_*{way}, the candidate's alone, transposed",
            _ => $".weight_*{way}, transposed",
        };
    }

    private static string Suffix(RecurrentDirection direction) => direction == RecurrentDirection.Reverse ? "Reverse" : "";
}
