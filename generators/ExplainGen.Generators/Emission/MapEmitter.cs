using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>Writes the class <c>Maps</c>: every layer's geometry as an object of the kernels, made once a model type.</summary>
internal static class MapEmitter
{
    public static void Write(SourceWriter writer, CompiledNetwork network)
    {
        var spread = new HashSet<int>(network.Explainers.SelectMany(e => e.Schedule.Steps)
            .Where(s => s is FlatStep or SpreadBiasStep).Select(s => s.Node));
        writer.Line("/// <summary>What each layer does, without its weights.</summary>");
        using (writer.Block("private static class Maps"))
        {
            foreach (Node node in network.Graph.Nodes)
            {
                foreach ((string suffix, string type, string arguments) in Describe(network.Graph, node, network.Accuracy))
                {
                    writer.Line($"// {Literal.Comment(node.Name)}: {NodeComment.Shapes(network.Graph, node)}");
                    writer.Line($"internal static readonly Kernels::{type} {MapNames.FieldOf(network.Graph, node, suffix)} = new({arguments});");
                }

                if (spread.Contains(node.Id))
                {
                    string map = MapNames.FieldOf(network.Graph, node), flat = MapNames.FieldOf(network.Graph, node, "Flat");
                    writer.Line($"internal static readonly Kernels::FlatSpread {flat} = new({map});");
                }
            }
        }
    }

    private static IEnumerable<(string Suffix, string Type, string Arguments)> Describe(NetworkGraph graph, Node node, Accuracy accuracy)
    {
        if (node.Operator.Class == OperatorClass.Input)
            return [];
        Shape x = graph.Nodes[node.Inputs[0]].Shape, y = node.Shape;
        return node.Operator switch
        {
            LinearOperator op when op.IsPointwise(x) => [("", "Convolution", Convolution(x.Channels, y.Channels, 1, Pointwise(x), accuracy))],
            LinearOperator => [("", "Dense", Named(("inFeatures", x.Channels), ("outFeatures", y.Channels)))],
            ConvolutionOperator op => [("", "Convolution", Convolution(x.Channels, y.Channels, op.Groups, op.Window.Resolve(x), accuracy))],
            TransposedConvolutionOperator op => [("", "TransposedConvolution", Convolution(y.Channels, x.Channels, op.Groups, op.Resolve(x, y), accuracy))],
            BatchNormOperator => [("", "ChannelScale", $"{x.Channels}")],
            LayerNormOperator op => [("", "PositionNorm", $"{Named(("channels", x.Channels))}, epsilon: {Literal.Of((float)op.Epsilon)}, centered: true")],
            RmsNormOperator op => [("", "PositionNorm", $"{Named(("channels", x.Channels))}, epsilon: {Literal.Of((float)op.Epsilon)}, centered: false")],
            GroupNormOperator op => [("", "GroupNorm", $"{Named(("channels", x.Channels), ("groups", op.Groups))}, epsilon: {Literal.Of((float)op.Epsilon)}")],
            InstanceNormOperator op => [("", "GroupNorm", $"{Named(("channels", x.Channels), ("groups", x.Channels))}, epsilon: {Literal.Of((float)op.Epsilon)}")],
            MaxPoolOperator op => [("", "MaxPool", Pool(x.Channels, op.Window.Resolve(x), false))],
            AvgPoolOperator op => [("", "AveragePool", Pool(x.Channels, op.Window.Resolve(x), op.CountIncludePad))],
            GlobalMaxPoolOperator => [("", "MaxPool", Global(x))],
            GlobalAvgPoolOperator => [("", "AveragePool", Global(x))],
            AdaptiveAvgPoolOperator => [("", "AveragePool", Adaptive(x, y))],
            UpsampleOperator => [("", "Upsample", Named(("depthScale", y.Depth / x.Depth), ("heightScale", y.Height / x.Height), ("widthScale", y.Width / x.Width)))],
            FlattenOperator or ReshapeOperator => [("", "Relayout", "")],
            PadOperator op => [("", "Window", Pad(op, x))],
            SliceOperator op => [("", "Window", Offsets([.. Enumerable.Range(0, x.Rank).Select(axis => axis == op.Axis ? -op.Start : 0)]))],
            PermuteOperator op => [("", "Permutation", Permutation(op))],
            ConcatOperator => ConcatWindows(graph, node),
            RecurrentOperator op => RecurrentEmitter.Maps(op, x, y),
            MatMulOperator op => [("", "MatrixProduct", $"transposeA: {Literal.Of(op.TransposeA)}, transposeB: {Literal.Of(op.TransposeB)}")],
            AttentionOperator op => [("", "Attention", Attention(op, x))],
            _ => [],
        };
    }

    private static string Convolution(int inChannels, int outChannels, int groups, (AxisWindow Depth, AxisWindow Height, AxisWindow Width) windows, Accuracy accuracy)
    {
        var parts = new List<string> { $"InChannels = {inChannels}", $"OutChannels = {outChannels}" };
        if (groups != 1)
            parts.Add($"Groups = {groups}");
        foreach ((string name, AxisWindow window) in Axes(windows))
            parts.Add($"{name} = new({Named(("In", window.In), ("Out", window.Out), ("Kernel", window.Kernel))}{Unless(1, "Stride", window.Stride)}{Unless(1, "Dilation", window.Dilation)}{Unless(0, "PadBegin", window.PadBegin)})");
        string rest = accuracy == Accuracy.Fast ? "" : $", global::ExplainGen.Accuracy.{accuracy}";
        return "new Kernels::ConvolutionGeometry { " + string.Join(", ", parts) + " }" + rest;
    }

    private static (AxisWindow Depth, AxisWindow Height, AxisWindow Width) Pointwise(Shape x)
    {
        static AxisWindow Single(int size) => AxisWindow.None with { In = size, Out = size };
        return (Single(x.Depth), Single(x.Height), Single(x.Width));
    }

    private static string Pool(int channels, (AxisWindow Depth, AxisWindow Height, AxisWindow Width) windows, bool countIncludePad)
    {
        var parts = new List<string> { $"Channels = {channels}" };
        foreach ((string name, AxisWindow window) in Axes(windows))
            parts.Add($"{name} = new({Named(("input", window.In), ("output", window.Out), ("kernel", window.Kernel))}{Unless(1, "stride", window.Stride)}{Unless(0, "padBegin", window.PadBegin)}{Unless(0, "padEnd", window.PadEnd)})");
        if (countIncludePad)
            parts.Add("CountIncludePad = true");
        return "new Kernels::PoolGeometry { " + string.Join(", ", parts) + " }";
    }

    private static string Global(Shape x)
    {
        static AxisWindow Whole(int size) => new(size, 1, size, 1, 1, 0, 0);
        return Pool(x.Channels, (Whole(x.Depth), Whole(x.Height), Whole(x.Width)), false);
    }

    private static string Adaptive(Shape x, Shape y) => "new Kernels::PoolGeometry { "
        + $"Channels = {x.Channels}, Depth = Kernels::PoolAxis.Adaptive({x.Depth}, {y.Depth}), "
        + $"Height = Kernels::PoolAxis.Adaptive({x.Height}, {y.Height}), Width = Kernels::PoolAxis.Adaptive({x.Width}, {y.Width}) }}";

    private static string Pad(PadOperator op, Shape x) => Offsets([op.ChannelsBefore, .. op.Sides(x.SpatialRank)!.Value.Begin]);

    // One an axis, from the channels on; axes that a shape does not have lie between the channels and the rest.
    private static string Offsets(int[] axes)
    {
        int[] all = [axes[0], .. Enumerable.Repeat(0, 4 - axes.Length), .. axes.Skip(1)];
        return Named(("channelOffset", all[0]), ("depthOffset", all[1]), ("heightOffset", all[2]), ("widthOffset", all[3])) + ", fill: true";
    }

    private static string Permutation(PermuteOperator op)
    {
        int missing = 4 - op.Order.Count;
        int Axis(int axis) => axis == 0 ? 0 : axis + missing;
        int[] all = [Axis(op.Order[0]), .. Enumerable.Range(1, missing), .. op.Order.Skip(1).Select(Axis)];
        return Named(("channels", all[0]), ("depth", all[1]), ("height", all[2]), ("width", all[3]));
    }

    private static string Attention(AttentionOperator op, Shape queries) =>
        $"{Named(("heads", op.Heads), ("keyValueHeads", op.KeyValueHeads))}, scale: {Literal.Of((float)op.ScaleFor(queries))}, causal: {Literal.Of(op.Causal)}";

    private static IEnumerable<(string Suffix, string Type, string Arguments)> ConcatWindows(NetworkGraph graph, Node node)
    {
        int channel = 0;
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            yield return ($"Input{i + 1}", "Window", Named(("channelOffset", channel)) + ", fill: false");
            channel += graph.Nodes[node.Inputs[i]].Shape.Channels;
        }
    }

    private static string Named(params (string Name, int Value)[] arguments) =>
        string.Join(", ", arguments.Select(argument => $"{argument.Name}: {Literal.Of(argument.Value)}"));

    private static string Unless(int fallback, string name, int value) => value == fallback ? "" : ", " + Named((name, value));

    private static IEnumerable<(string Name, AxisWindow Window)> Axes((AxisWindow Depth, AxisWindow Height, AxisWindow Width) windows)
    {
        if (windows.Depth != AxisWindow.None)
            yield return ("Depth", windows.Depth);
        if (windows.Height != AxisWindow.None)
            yield return ("Height", windows.Height);
        if (windows.Width != AxisWindow.None)
            yield return ("Width", windows.Width);
    }
}
