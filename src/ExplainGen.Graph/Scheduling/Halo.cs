namespace ExplainGen.Graph;

/// <summary>How far beyond its input's border a layer reads.</summary>
internal static class Halo
{
    public static (int Depth, int Height, int Width) OfForward(NetworkGraph graph, Node node)
    {
        if (node.Operator is not ConvolutionOperator convolution)
            return default;
        (AxisWindow d, AxisWindow h, AxisWindow w) = convolution.Window.Resolve(graph.Nodes[node.Inputs[0]].Shape);
        return (Axis(d), Axis(h), Axis(w));
    }

    private static int Axis(AxisWindow window) => Math.Max(window.PadBegin, window.Overhang);
}
