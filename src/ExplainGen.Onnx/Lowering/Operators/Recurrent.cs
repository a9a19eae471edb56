using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>LSTM and GRU, of which layers have the gates in PyTorch's order.</summary>
internal static class Recurrent
{
    // ONNX has i, o, f, c and z, r, h; layers have i, f, g, o and r, z, n.
    private static readonly int[] s_lstm = [0, 2, 3, 1], s_gru = [1, 0, 2];

    internal static void Lstm(NodeContext node)
    {
        CheckStates(node, 5, 6);
        if (node.Has(7))
            throw node.Fail("it has peepholes", "an LSTM without them can be imported");
        if (node.Integer("input_forget", 0) != 0)
            throw node.Fail("its input and forget gates are coupled (input_forget)");
        if (node.OutputCount > 2 && node.Node.Outputs[2].Length > 0 && node.IsRead(2))
            throw node.Fail("its third output, the last cell state, is read");
        CheckActivations(node, "Sigmoid", "Tanh", "Tanh");
        Lower(node, "Lstm", s_lstm, []);
    }

    internal static void Gru(NodeContext node)
    {
        CheckStates(node, 5);
        CheckActivations(node, "Sigmoid", "Tanh");
        Lower(node, "Gru", s_gru, node.Integer("linear_before_reset", 0) != 0 ? [] : [Argument.Flag("ResetAfter", false)]);
    }

    private static void Lower(NodeContext node, string kind, int[] gates, Argument[] arguments)
    {
        FlowValue x = node.Flow(0);
        ConstantTensor w = node.Known(1, "W"), r = node.Known(2, "R");
        string direction = node.Text("direction", "forward");
        if (direction is not ("forward" or "reverse" or "bidirectional"))
            throw node.Fail($"there is no direction {OnnxText.Quote(direction)}");
        int directions = direction == "bidirectional" ? 2 : 1;
        long hidden = node.Integer("hidden_size", r.Axes.Length == 3 ? r.Axes[2] : 0);
        if (node.Integer("layout", 0) != 0)
            throw node.Fail("it has the batch in front (layout)", "an export with the positions in front can be imported");
        if (x.Axes is not [_, 1, var features] || hidden is < 1 or > int.MaxValue / 8 || !Fits(w, features) || !Fits(r, hidden))
        {
            throw node.Fail(
                $"its W of {ConstantTensor.Text(w.Axes)} and R of {ConstantTensor.Text(r.Axes)} do not fit an input of "
                + $"{ConstantTensor.Text(x.Axes)} and {hidden} units");
        }

        ConstantTensor? bias = node.Has(3) ? node.Known(3, "B") : null;
        if (bias is not null && !bias.Axes.SequenceEqual([directions, 2 * gates.Length * (int)hidden]))
            throw node.Fail($"its B of {ConstantTensor.Text(bias.Axes)} does not fit {hidden} units");
        List<LayerWeights> weights = [];
        for (int d = 0; d < directions; d++)
        {
            string suffix = "_l0" + (d == 1 || direction == "reverse" ? "_reverse" : "");
            weights.Add(new("weight_ih" + suffix, [gates.Length * (int)hidden, features], Rows(w, d, 1, 0)));
            weights.Add(new("weight_hh" + suffix, [gates.Length * (int)hidden, (int)hidden], Rows(r, d, 1, 0)));
            if (bias is not null)
            {
                weights.Add(new("bias_ih" + suffix, [gates.Length * (int)hidden], Rows(bias, d, 2, 0)));
                weights.Add(new("bias_hh" + suffix, [gates.Length * (int)hidden], Rows(bias, d, 2, 1)));
            }
        }

        var all = new List<Argument> { Argument.Number("Hidden", hidden) };
        if (directions == 2)
            all.Add(Argument.Flag("Bidirectional", true));
        else if (direction == "reverse")
            all.Add(Argument.Flag("Reverse", true));
        if (bias is null)
            all.Add(Argument.Flag("Bias", false));
        all.AddRange(arguments);
        x = Sequence(node, x, features);
        if (node.OutputCount > 0 && node.Node.Outputs[0].Length > 0 && node.IsRead(0))
            node.Set(States(node, node.AddLayer(node.Name, kind, all, [x], weights), directions));
        if (node.OutputCount > 1 && node.Node.Outputs[1].Length > 0 && node.IsRead(1))
            node.Set(Last(node, node.AddLayer(node.Name, kind, [.. all, Argument.Flag("Sequence", false)], [x], weights), directions), 1);

        bool Fits(ConstantTensor matrix, long columns) => matrix.Axes.SequenceEqual([directions, gates.Length * (int)hidden, (int)columns]);

        // The gates of a direction in the layer's order, from one of the halves of a tensor that has several.
        float[] Rows(ConstantTensor tensor, int d, int halves, int half)
        {
            float[] values = tensor.Reals.ToArray();
            int part = values.Length / directions / halves, gate = part / gates.Length;
            return [.. gates.SelectMany(g => values.AsSpan((d * halves + half) * part + g * gate, gate).ToArray())];
        }
    }

    // Features by positions, even where there is only one of either.
    private static FlowValue Sequence(NodeContext node, FlowValue x, int features) => x.LongAxes.Count() == 2 && x.LayerAxis(2) is { } axis
        ? Arrangement.Compact(node, Arrangement.WithChannels(node, x, axis))
        : Arrangement.WithChannels(node, Arrangement.ChannelsFirst(node, Arrangement.Reshaped(node, x, [1, x.Axes[0], features])), 1);

    /// <summary>All states, as [positions, directions, batch, units].</summary>
    private static FlowValue States(NodeContext node, FlowValue layer, int directions)
    {
        if (directions == 1)
            return layer with { Order = [1, FlowValue.One, FlowValue.One, 0] };
        (int units, int positions) = (layer.Shape.Channels / 2, layer.Shape.Axes[1]);
        FlowValue parts = node.AddLayer("", "Reshape", [Argument.List("Shape", [2, units, positions])], [layer]);
        return parts with { Order = [2, 0, FlowValue.One, 1] };
    }

    /// <summary>The last states, as [directions, batch, units].</summary>
    private static FlowValue Last(NodeContext node, FlowValue layer, int directions)
    {
        if (directions == 1)
            return layer with { Order = [FlowValue.One, FlowValue.One, 0] };
        FlowValue parts = node.AddLayer("", "Reshape", [Argument.List("Shape", [2, layer.Shape.Channels / 2])], [layer]);
        return parts with { Order = [0, FlowValue.One, 1] };
    }

    private static void CheckStates(NodeContext node, params ReadOnlySpan<int> initial)
    {
        foreach (int input in initial)
        {
            if (node.Has(input) && node.Known(input, "initial state").Reals.ContainsAnyExcept(0f))
                throw node.Fail("it starts from a state that is not zero");
        }

        if (node.Has(4) && node.Known(4, "sequence length") is var lengths
            && (lengths.Count != 1 || node.Flow(0).Axes is not [var positions, ..] || lengths.Integers[0] != positions))
            throw node.Fail("its sequence is shorter than its input");
        if (node.Node.Attribute("clip") is not null)
            throw node.Fail("it clips its states (clip)");
    }

    private static void CheckActivations(NodeContext node, params string[] usual)
    {
        if (node.Node.Attribute("activations") is { } written && written.Texts.Where((name, i) => name != usual[i % usual.Length]).Any())
            throw node.Fail($"its activations are {OnnxText.List(written.Texts)}", $"{OnnxText.List(usual)} can be imported");
    }
}
