using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>Writes what is known of a model at compile time: its layers as members, and its metadata.</summary>
internal static class MetadataEmitter
{
    public static void Write(SourceWriter writer, CompiledNetwork network, string fullName)
    {
        writer.Line("/// <summary>What is known of the model at compile time.</summary>");
        writer.Line(PartialClass.GeneratedCodeAttribute);
        writer.Line("public static global::ExplainGen.ModelMetadata Metadata { get; } = new()");
        using (writer.Block(header: null, "};"))
        {
            writer.Line($"Name = {Literal.Of(fullName)},");
            writer.Line($"InputShape = {Literal.List(network.Graph.Input.Shape.Axes)},");
            writer.Line($"OutputShape = {Literal.List(network.Graph.OutputNode.Shape.Axes)},");
            writer.Line($"HasSoftmax = {Literal.Of(network.Graph.HasSoftmax)},");
            writer.Line($"Layers = {Literal.Rows(network.Graph.Layers.Select(l => "Layers." + LayerIdentifier.Of(l.Name)))},");
            writer.Line($"Nodes = {Literal.Rows(network.Graph.Nodes.Select(n => Literal.Of(n.Name)))},");
            WriteList(writer, "Explainers", network.Explainers.Select((plan, i) => Explainer(plan, i)));
            WriteList(writer, "Weights", Manifest(network.Graph).Select(w => $"new({Literal.Of(w.Name)}, {Lengths(w.Shape)})"));
            writer.Line($"WorkspaceLength = {Literal.Digits(network.WorkspaceLength)},");
            writer.Line($"MultiplyAdds = {Literal.Digits(MultiplyAdds(network.Graph))},");
            if (network.TokenCount is { } tokens)
                writer.Line($"TokenCount = {tokens},");
            if (network.Picture is { } picture)
                writer.Line($"Picture = new({string.Join(", ", network.Graph.Input.Shape.Axes)}) {{ {Picture(picture)} }},");
            if (network.AllowsColumns)
                writer.Line("AllowsColumns = true,");
        }

        writer.Line();
        writer.Line("/// <summary>The layers, to ask an explanation for their relevance: <c>why.At(Layers.X)</c>.</summary>");
        writer.Line(PartialClass.GeneratedCodeAttribute);
        using (writer.Block("public static class Layers"))
        {
            for (int i = 0; i < network.Graph.Layers.Count; i++)
            {
                LayerAlias layer = network.Graph.Layers[i];
                Node node = network.Graph.Nodes[layer.Node];
                string joined = node.Name == layer.Name ? "" : $" (its relevance is that of {node.Name})";
                writer.Separate();
                writer.Line($"/// <summary>{Literal.Xml($"{layer.Name}: {layer.Kind}, {layer.Shape}{joined}")}</summary>");
                writer.Line($"public static global::ExplainGen.Layer {LayerIdentifier.Of(layer.Name)} {{ get; }} = new({i}, {Literal.Of(layer.Name)}, {Literal.Of(layer.Kind)}, {Literal.List(layer.Shape.Axes)}, Node: {layer.Node}, {Literal.Of(fullName)});");
            }
        }
    }

    /// <summary>Every tensor that the weights file must hold, in execution order; shared ones once.</summary>
    public static IEnumerable<(string Name, Shape Shape)> Manifest(NetworkGraph graph)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (Node node in graph.Nodes.Where(n => n.Inputs.Count > 0))
        {
            Shape x = graph.Nodes[node.Inputs[0]].Shape;
            foreach (FoldedBatchNorm fold in node.Folded.Where(f => f.Before))
            {
                foreach ((string, Shape) tensor in Tensors(fold.Layer, fold.Operator.Weights(x)))
                    yield return tensor;
            }

            foreach ((string, Shape) tensor in Tensors(node.WeightsLayer, node.Operator.Weights(x)))
                yield return tensor;
            foreach (FoldedBatchNorm fold in node.Folded.Where(f => !f.Before))
            {
                foreach ((string, Shape) tensor in Tensors(fold.Layer, fold.Operator.Weights(node.Shape)))
                    yield return tensor;
            }
        }

        IEnumerable<(string, Shape)> Tensors(string layer, IEnumerable<WeightTensor> tensors) =>
            tensors.Select(t => ($"{layer}.{t.Suffix}", t.Shape)).Where(t => seen.Add(t.Item1));
    }

    /// <summary>Multiply-adds of one forward pass.</summary>
    public static long MultiplyAdds(NetworkGraph graph) =>
        graph.Nodes.Where(n => n.Inputs.Count > 0).Sum(n => n.Operator.MultiplyAdds([.. n.Inputs.Select(i => graph.Nodes[i].Shape)], n.Shape));

    private static string Lengths(Shape shape) => "[" + string.Join(", ", shape.Axes.Select(axis =>
        axis == WeightTensor.Loaded ? "global::ExplainGen.Weights.WeightSpec.Any" : Literal.Of(axis))) + "]";

    private static string Explainer(ExplainerPlan plan, int index)
    {
        ResolvedExplainer e = plan.Explainer;
        string rules = Literal.Rows(e.Rules.Select(r => Literal.Of(r.Rule?.ToString() ?? "")));
        (int forward, int backward) = plan.Passes;
        return $"new({index}, {Literal.Of(e.Name)}, {Literal.Of(e.Composite)}, IsGradient: {Literal.Of(e.IsGradient)}, {rules}, ForwardPasses: {forward}, BackwardPasses: {backward}){(plan.IsRmsScaled ? " { IsRmsScaled = true }" : "")}";
    }

    private static string Picture(PictureSpec picture) => string.Join(", ", new[]
    {
        $"Order = global::ExplainGen.ChannelOrder.{picture.Order}",
        $"Fit = global::ExplainGen.PictureFit.{picture.Fit}",
        $"Low = {Literal.Of(picture.Low)}",
        $"High = {Literal.Of(picture.High)}",
        $"Mean = {Literal.List(picture.Mean)}",
        $"Deviation = {Literal.List(picture.Deviation)}",
    });

    private static void WriteList(SourceWriter writer, string name, IEnumerable<string> items)
    {
        string[] all = [.. items];
        if (all.Length == 0)
        {
            writer.Line($"{name} = [],");
            return;
        }

        writer.Line($"{name} =");
        writer.Line("[");
        using (writer.Indent())
        {
            foreach (string item in all)
                writer.Line(item + ",");
        }

        writer.Line("],");
    }
}
