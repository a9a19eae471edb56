using ExplainGen.Graph;

namespace ExplainGen.Generators.Emission;

/// <summary>Writes the class <c>ModelWeights</c>: everything that is made once, when a weights file is loaded.</summary>
internal static class WeightsEmitter
{
    public static void Write(SourceWriter writer, CompiledNetwork network)
    {
        writer.Line("/// <summary>Weights in the forms that the passes read, made once from a file and never changed.</summary>");
        using (writer.Block("private sealed class ModelWeights"))
        {
            // Layer by layer, whatever the passes that asked for them.
            foreach (Constant constant in network.Constants.OrderBy(NodeOf))
                writer.Line($"internal readonly Kernels::{TypeOf(network.Graph, constant)} {constant.Name}; // {Literal.Comment(Describe(network.Graph, constant))}");
            writer.Separate();
            using (writer.Block("internal ModelWeights(global::ExplainGen.Weights.WeightReader reader)"))
            {
                writer.Line("global::System.ArgumentNullException.ThrowIfNull(reader);");
                writer.Line("reader.Validate(Metadata.Weights.AsSpan());");
                ILookup<int, Constant> constants = network.Constants.ToLookup(NodeOf);
                foreach (Node node in network.Graph.Nodes.Where(n => constants.Contains(n.Id)))
                    WriteNode(writer, network, node, constants[node.Id]);
            }
        }
    }

    private static void WriteNode(SourceWriter writer, CompiledNetwork network, Node node, IEnumerable<Constant> constants)
    {
        writer.Separate();
        writer.Line($"// {Literal.Comment(node.Name)}: {NodeComment.Shapes(network.Graph, node)}");
        using (writer.Block())
        {
            WriteParameters(writer, network.Graph, node);
            foreach (Constant constant in constants)
                writer.Line($"{constant.Name} = {Value(network, constant)};");
        }
    }

    // Reads what the node has in the file, as `weight`, `bias` and so on.
    private static void WriteParameters(SourceWriter writer, NetworkGraph graph, Node node)
    {
        Shape x = graph.Nodes[node.Inputs[0]].Shape;
        string layer = node.WeightsLayer;
        switch (node.Operator)
        {
            case BatchNormOperator norm:
                writer.Line($"var parameters = {BatchNorm(layer, norm, x.Channels)};");
                break;
            case ParameterOperator:
                writer.Line($"global::System.ReadOnlySpan<float> values = {Read(layer, node.Operator.Weights(x)[0], "View")};");
                break;
            case EmbeddingOperator:
                writer.Line($"global::System.ReadOnlySpan<float> table = {Read(layer, node.Operator.Weights(x)[0], "View")};");
                break;
            case NormalizationOperator:
                foreach (WeightTensor tensor in node.Operator.Weights(x))
                    writer.Line($"float[] {tensor.Suffix} = {Read(layer, tensor)};");
                break;
            case RecurrentOperator op:
                RecurrentEmitter.WriteParameters(writer, op, x, layer);
                break;
            case NeonOperator:
                break;
            case ActivationOperator:
                writer.Line($"float[] slopes = {Read(layer, node.Operator.Weights(x)[0])};");
                break;
            default:
                IReadOnlyList<WeightTensor> tensors = node.Operator.Weights(x);
                string bias = tensors.Count > 1 ? Read(layer, tensors[1]) : "bias: null";
                (int groups, bool transposed) = node.Operator switch
                {
                    ConvolutionOperator op => (op.Groups, false),
                    TransposedConvolutionOperator op => (op.Groups, true),
                    _ => (1, false),
                };
                string rest = groups == 1 && !transposed ? "" : $", groups: {groups}{(transposed ? ", transposed: true" : "")}";
                writer.Line("var parameters = global::ExplainGen.Weights.LinearParameters.Create(");
                using (writer.Indent())
                    writer.Line($"{Read(layer, tensors[0], "View")}, {bias}, outputs: {node.Shape.Channels}, inputs: {x.Channels}{rest});");

                // From the layer outwards: of two before it, the nearer one first.
                foreach (FoldedBatchNorm fold in node.Folded.Where(f => f.Before).Reverse().Concat(node.Folded.Where(f => !f.Before)))
                {
                    int channels = fold.Before ? x.Channels : node.Shape.Channels;
                    writer.Line($"parameters.Fold{(fold.Before ? "Before" : "After")}({BatchNorm(fold.Layer, fold.Operator, channels)});");
                }

                break;
        }
    }

    private static string Value(CompiledNetwork network, Constant constant)
    {
        NetworkGraph graph = network.Graph;
        Node node = graph.Nodes[NodeOf(constant)];
        bool isNorm = node.Operator is BatchNormOperator;
        string map = "Maps." + LayerIdentifier.Of(node.Name);
        switch (constant)
        {
            case FilterConstant c:
                return $"{map}.Pack({(isNorm ? "parameters.Scales()" : "parameters.Weight")}, {VariantText(c.Variant)}{UseText(graph, node, network.FilterUses[c])})!";
            case BiasConstant c:
                string bias = $"new Kernels::ChannelVector({(isNorm ? "parameters.Shifts()" : node.Operator is NormalizationOperator ? "bias" : "parameters.Bias")})";
                return c.Variant == Variant.Original ? bias : $"{bias}.Transform({VariantText(c.Variant)})";
            case GainConstant:
                return "new Kernels::ChannelVector(weight)";
            case SlopesConstant:
                int channels = node.Shape.Channels;
                return $"slopes.Length == 1 ? Kernels::ChannelVector.Constant({channels}, slopes[0]) : new Kernels::ChannelVector(slopes)";
            case ParameterConstant:
                return $"Kernels::LayerConstants.Parameter(values, {Layout(node.Shape)})";
            case TableConstant:
                var embedding = (EmbeddingOperator)node.Operator;
                return $"new Kernels::EmbeddingTable(table, count: {embedding.Count}, features: {embedding.Features})";
            case BoundConstant c:
                return c.Values.Count == 1
                    ? $"Kernels::ChannelVector.Constant({c.Channels}, {Literal.Of((float)c.Values[0])})"
                    : $"new Kernels::ChannelVector({Literal.List(c.Values.Select(v => (float)v))})";
            case BoxOffsetConstant c:
                return $"Kernels::LayerConstants.BoxOffset({map}, {c.Positive.Name}, {c.Negative.Name}, {c.Low.Name}, {c.High.Name}, {Layout(InputShape(graph, node))}, {Layout(node.Shape)})";
            case SquaredSumConstant c:
                return $"Kernels::LayerConstants.SquaredSum({map}, {c.Squared.Name}, {c.Bias?.Name ?? "null"}, {Layout(InputShape(graph, node))}, {Layout(node.Shape)})";
            case RecurrentConstant c:
                return RecurrentEmitter.Pack(graph, c);
            case HeadConstant c:
                return NeonEmitter.Create(graph, c);
            default:
                throw new InvalidOperationException($"Constant {constant.GetType().Name} has no emission.");
        }
    }

    private static Shape InputShape(NetworkGraph graph, Node node) => graph.Nodes[node.Inputs[0]].Shape;

    private static string Layout(Shape shape) => $"new Kernels::TensorLayout({shape.Channels}, {shape.Depth}, {shape.Height}, {shape.Width})";

    private static string VariantText(Variant variant) => variant.Gamma == 0
        ? $"new(Kernels::WeightVariantKind.{variant.Kind})"
        : $"new(Kernels::WeightVariantKind.{variant.Kind}, Gamma: {Literal.Of((float)variant.Gamma)})";

    // The packings of other layers serve both directions.
    private static string UseText(NetworkGraph graph, Node node, FilterUse use)
    {
        bool packsEach = node.Operator is ConvolutionOperator or TransposedConvolutionOperator
            || (node.Operator is LinearOperator op && op.IsPointwise(InputShape(graph, node)));
        return use == FilterUse.Both || !packsEach ? "" : $", Kernels::FilterUse.{use}";
    }

    internal static string Read(string layer, WeightTensor tensor, string read = "Read") =>
        $"reader.{read}({Literal.Of($"{layer}.{tensor.Suffix}")}, {Literal.List(tensor.Shape.Axes)})";

    private static string BatchNorm(string layer, BatchNormOperator norm, int channels)
    {
        string Tensor(string suffix, string read = "Read") => $"reader.{read}({Literal.Of($"{layer}.{suffix}")}, [{channels}])";
        string affine = norm.Affine ? $"{Tensor("weight")}, {Tensor("bias")}" : "Weight: null, Bias: null";
        return $"new global::ExplainGen.Weights.BatchNormParameters({affine}, {Tensor("running_mean")}, {Tensor("running_var", "ReadVariance")}, Epsilon: {Literal.Of(norm.Epsilon)})";
    }

    private static string TypeOf(NetworkGraph graph, Constant constant) => constant switch
    {
        HeadConstant c => NeonEmitter.TypeOf(graph, c),
        FilterConstant => "Filter",
        TableConstant => "EmbeddingTable",
        RecurrentConstant => "RecurrentFilter",
        BoxOffsetConstant or SquaredSumConstant or ParameterConstant => "OwnedTensor",
        _ => "ChannelVector",
    };

    private static string Describe(NetworkGraph graph, Constant constant)
    {
        Node node = graph.Nodes[NodeOf(constant)];
        string layer = node.Name;
        string folded = node.Folded.Count == 0 ? "" : $" with {string.Join(", ", node.Folded.Select(fold => fold.Layer))} folded in";
        return constant switch
        {
            FilterConstant c => $"{node.WeightsLayer}.weight{folded}{VariantComment(c.Variant)}",
            BiasConstant c => $"{(HasBias(node) ? $"{node.WeightsLayer}.bias{folded}" : BiasOfNorms(node))}{VariantComment(c.Variant)}",
            SlopesConstant or GainConstant or TableConstant or ParameterConstant => $"{node.WeightsLayer}.weight",
            BoundConstant c => $"bound of the input of {layer}",
            BoxOffsetConstant => $"W+ low + W- high of {layer}",
            RecurrentConstant c => RecurrentEmitter.Describe(node, c),
            HeadConstant => $"{node.WeightsLayer}.*",
            _ => $"sum of squared weights of {layer}",
        };
    }

    // Where the file has no bias, normalizations that are folded in make one.
    private static bool HasBias(Node node) => node.Folded.Count == 0 || (node with { Folded = default }).HasBias;

    private static string BiasOfNorms(Node node) => $"bias from {string.Join(", ", node.Folded.Select(fold => fold.Layer))}";

    private static string VariantComment(Variant variant) => variant.Kind switch
    {
        VariantKind.Original => "",
        VariantKind.Positive => ", positive part",
        VariantKind.Negative => ", negative part",
        VariantKind.Absolute => ", magnitude",
        VariantKind.Squared => ", squared",
        VariantKind.Lowered => $", plus {ArgumentReader.Format(variant.Gamma)} times its negative part",
        VariantKind.Raised => $", plus {ArgumentReader.Format(variant.Gamma)} times its positive part",
        VariantKind.Scaled => $", times {ArgumentReader.Format(variant.Gamma)}",
        _ => $", magnitude times {ArgumentReader.Format(variant.Gamma)}",
    };

    /// <summary>The node a constant belongs to.</summary>
    private static int NodeOf(Constant constant) => constant switch
    {
        FilterConstant c => c.Node,
        BiasConstant c => c.Node,
        SlopesConstant c => c.Node,
        TableConstant c => c.Node,
        ParameterConstant c => c.Node,
        GainConstant c => c.Node,
        BoundConstant c => c.Node,
        BoxOffsetConstant c => c.Node,
        SquaredSumConstant c => c.Node,
        RecurrentConstant c => c.Node,
        HeadConstant c => c.Node,
        _ => throw new InvalidOperationException($"Constant {constant.GetType().Name} belongs to no node."),
    };
}
