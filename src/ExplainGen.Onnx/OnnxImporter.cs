using System.Collections.Immutable;
using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Folding;
using ExplainGen.Onnx.Lowering;
using ExplainGen.Onnx.Lowering.MachineLearning;
using ExplainGen.Onnx.Reading;
using ExplainGen.Onnx.Recognition;

namespace ExplainGen.Onnx;

/// <summary>Turns ONNX files into networks that can be declared, compiled and explained.</summary>
public static class OnnxImporter
{
    private const long OldestOperatorSet = 7;

    private const int MostNodes = 100_000;

    /// <summary>Imports a file.</summary>
    /// <param name="path">The file. Weights that lie in files of their own must lie in its folder.</param>
    /// <param name="options">What the file does not say.</param>
    /// <exception cref="OnnxException">The file is damaged, or holds what cannot be imported.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImportedNetwork Import(string path, OnnxImportOptions? options = null) => Import(OnnxReader.Read(path), path, options);

    /// <summary>Imports a file that is read already.</summary>
    /// <param name="model">The file's content.</param>
    /// <param name="fileName">Its path, for messages and for weights in files of their own.</param>
    /// <param name="options">What the file does not say.</param>
    /// <exception cref="OnnxException">The file holds what cannot be imported.</exception>
    public static ImportedNetwork Import(OnnxModel model, string fileName, OnnxImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(fileName);
        try
        {
            return new Session(model, fileName, options ?? new OnnxImportOptions()).Run();
        }
        catch (LoweringException e)
        {
            throw new OnnxException(fileName, e.Message, e);
        }
    }

    /// <summary>One import.</summary>
    private sealed class Session(OnnxModel model, string fileName, OnnxImportOptions options)
    {
        private readonly OnnxGraph _graph = model.Graph;
        private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);
        private readonly HashSet<string> _shared = new(StringComparer.Ordinal);
        private readonly TensorDecoder _decoder = new(fileName);

        public ImportedNetwork Run()
        {
            Check();
            string output = Output();
            List<OnnxNode> nodes = GraphOrder.LeadingTo(_graph, output);
            foreach (string read in nodes.SelectMany(n => OuterNames.ReadBy(n)).Append(output))
                _uses[read] = _uses.GetValueOrDefault(read) + 1;

            foreach (OnnxTensor tensor in _graph.Initializers.Where(t => _uses.ContainsKey(t.Name)))
                _values[tensor.Name] = new KnownValue(_decoder.Decode(tensor));
            (OnnxValueInfo input, ImmutableArray<int> order) = Input(nodes, out Shape shape);
            var network = new NetworkBuilder(shape)
            {
                HasWholeInput = input.Type is not (null or OnnxDataType.Undefined or OnnxDataType.Float or OnnxDataType.Double
                    or OnnxDataType.Float16 or OnnxDataType.BFloat16),
                Stiffness = options.Stiffness,
            };
            var budget = new FoldingBudget(_decoder);
            _values[input.Name] = network.Input with { Order = [FlowValue.One, .. order], IsTokens = network.HasWholeInput };
            var recognizer = new Recognizer(new RegionFinder(nodes, _values, network));
            foreach (OnnxNode node in nodes)
                Lower(node, network, budget, recognizer);
            FlowValue flow = _values.GetValueOrDefault(output) switch
            {
                FlowValue found => found,
                UnloweredValue { Reason: var reason } => throw reason,
                LabelValue label => label.Scores,
                ScoreFunctionValue votes when OneAgainstRest.Is(Context(nodes[^1], network, budget), nodes, votes, output) => votes.Scores,
                ScoreFunctionValue other => throw new LoweringException(
                    $"output {OnnxText.Quote(output)} is no known function of the scores {OnnxText.Quote(other.Entry)} "
                    + "of a model that is no network"),
                _ => throw new LoweringException($"output {OnnxText.Quote(output)} does not depend on the input"),
            };
            return Finish(network, flow, input.Name, order, output);
        }

        private void Check()
        {
            bool isModelAlone = _graph.Nodes.Length > 0 && _graph.Nodes.All(MachineLearningTable.Has);
            if (model.OperatorSet == 0 && !isModelAlone)
                throw new LoweringException("it does not say which version (opset) of ONNX's operators it uses");
            if (model.OperatorSet < OldestOperatorSet && !isModelAlone)
            {
                throw new LoweringException(
                    $"it uses operators of opset {model.OperatorSet}; opsets from {OldestOperatorSet} on can be imported "
                    + "(onnx.version_converter converts)");
            }

            if (_graph.Nodes.Length > MostNodes)
                throw new LoweringException($"it has {_graph.Nodes.Length} nodes, more than {MostNodes}");
            if (_graph.SparseInitializers > 0)
                throw new LoweringException($"{_graph.SparseInitializers} of its weights are sparse; dense weights can be imported");
        }

        private string Output()
        {
            if (_graph.Outputs.Length == 0)
                throw new LoweringException("it has no output");
            if (options.Output is not { } wanted)
                return _graph.Outputs[0].Name;
            if (_graph.Outputs.Any(o => o.Name == wanted))
                return wanted;
            string names = OnnxText.List(_graph.Outputs.Select(o => OnnxText.Quote(o.Name)));
            throw new LoweringException($"it has no output {OnnxText.Quote(wanted)}; it has {names}");
        }

        /// <summary>The one input that is no constant, with its shape without the batch axis.</summary>
        private (OnnxValueInfo Input, ImmutableArray<int> Order) Input(List<OnnxNode> nodes, out Shape shape)
        {
            OnnxValueInfo[] inputs = [.. _graph.Inputs.Where(i => _uses.ContainsKey(i.Name) && !_values.ContainsKey(i.Name))];
            if (inputs.Length != 1)
            {
                throw new LoweringException(inputs.Length == 0
                    ? "it has no input"
                    : $"it has {inputs.Length} inputs ({OnnxText.List(inputs.Select(i => OnnxText.Quote(i.Name)))}), "
                        + "where one can be explained");
            }

            OnnxValueInfo input = inputs[0];
            int[] axes = InputAxes(input);

            // Files that take the channels last begin by moving them to the front: the network's input has them there.
            OnnxNode[] readers = [.. nodes.Where(n => OuterNames.ReadBy(n).Contains(input.Name))];
            ImmutableArray<long> moved = readers is [{ Operator: "Transpose", Domain: "" } only] ? only.Attribute("perm")?.Integers ?? [] : [];
            bool isMoved = moved.Length == axes.Length && moved[0] == 0
                && moved.Order().SequenceEqual(Enumerable.Range(0, axes.Length).Select(i => (long)i));
            int[] layerAxes = isMoved ? [.. moved.Skip(1).Select(axis => axes[axis])] : axes[1..];
            shape = new Shape(layerAxes);
            if (shape.Rank > 4 || shape.Count > int.MaxValue)
            {
                throw new LoweringException(
                    $"input {OnnxText.Quote(input.Name)} is {OnnxText.Axes(axes)}, "
                    + "where 1 to 4 axes behind the batch axis can be explained");
            }

            return (input, isMoved
                ? [.. Enumerable.Range(1, axes.Length - 1).Select(axis => moved.IndexOf(axis) - 1)]
                : [.. Enumerable.Range(0, axes.Length - 1)]);
        }

        private int[] InputAxes(OnnxValueInfo input)
        {
            string name = OnnxText.Quote(input.Name);
            if (options.InputShape is { } given)
            {
                bool fits = input.Axes is not { } file || (file.Length == given.Length
                    && file.Zip(given).Skip(1).All(pair => pair.First.Size is null || pair.First.Size == pair.Second));
                if (!fits || given.Length < 2 || given[0] != 1 || given.Any(a => a < 1))
                {
                    string declared = input.Axes is { } axes ? OnnxText.Axes(axes) : "any shape";
                    throw new LoweringException(
                        $"input {name} is {declared}; {OnnxText.Axes(given)} does not fit (a batch of 1 stands in front)");
                }

                return [.. given];
            }

            if (input.Axes is not { Length: >= 2 } written)
            {
                throw new LoweringException(
                    $"the file does not say the shape of input {name} with a batch axis in front; give it (for example 1x3x224x224)");
            }

            if (written[0].Size is not (null or 1 or 0 or -1))
            {
                throw new LoweringException(
                    $"input {name} is a batch of {written[0]}; give the shape of one input, or export with a free batch axis");
            }

            OnnxAxis[] free = [.. written.Skip(1).Where(a => a.Size is null or < 1 or > int.MaxValue)];
            if (free.Length > 0)
            {
                throw new LoweringException(
                    $"input {name} is {OnnxText.Axes(written)}, whose axis {OnnxText.Quote(free[0].ToString())} is no size; "
                    + "give the shape (for example 1x3x224x224)");
            }

            return [1, .. written.Skip(1).Select(a => (int)a.Size!.Value)];
        }

        private void Lower(OnnxNode node, NetworkBuilder network, FoldingBudget budget, Recognizer recognizer)
        {
            NodeContext context = Context(node, network, budget);
            bool isModel = MachineLearningTable.Has(node);
            if (node.Domain.Length > 0 && !isModel)
                throw context.Fail("operators of that domain are not known", "an export with ONNX's own operators can be imported");
            if (!isModel && Branches.Chosen(context) is { } branch)
            {
                Inline(context, branch, network, budget, recognizer);
            }
            else if (isModel || (!ConstantFolding.TryFold(context) && !IsRecognized(recognizer, context)))
            {
                // What is no layer by itself may be part of something that is.
                try
                {
                    if (!ScoreReading.TryLower(context))
                    {
                        Action<NodeContext> lower = isModel
                            ? MachineLearningTable.Find(context)
                            : LoweringTable.Find(node.Operator) ?? throw FirstReason(node) ?? Unknown(context);
                        lower(context);
                    }
                }
                catch (LoweringException e)
                {
                    foreach (string name in node.Outputs)
                        _values[name] = new UnloweredValue(e);
                    return;
                }
            }

            for (int i = 0; i < node.Outputs.Length; i++)
            {
                if (context.Results[i] is not { } value)
                    continue;
                _values[node.Outputs[i]] = value;

                // By whatever name: what hands on a layer's output gives it another one.
                if (value is FlowValue flow && _uses.GetValueOrDefault(node.Outputs[i]) > 1)
                    _shared.Add(flow.Layer);
            }
        }

        private NodeContext Context(OnnxNode node, NetworkBuilder network, FoldingBudget budget) =>
            new(node, model.OperatorSet, _values, _shared, network, _uses, _decoder, budget);

        // What cannot be lowered and is read says more than what reads it.
        private LoweringException? FirstReason(OnnxNode node) =>
            node.Inputs.Select(name => _values.GetValueOrDefault(name)).OfType<UnloweredValue>().FirstOrDefault()?.Reason;

        private static LoweringException Unknown(NodeContext node) => node.Node.Operator switch
        {
            "If" => node.Fail("it chooses between graphs when the network runs", "a choice by constants or shapes can be imported"),
            "Loop" or "Scan" => node.Fail(
                "it repeats a graph when the network runs", "a loop over constants alone can be computed at import"),
            _ => node.Fail("no layer is known for it"),
        };

        /// <summary>The nodes of a graph that an If chooses at import, as if they stood in its place.</summary>
        private void Inline(NodeContext context, OnnxGraph branch, NetworkBuilder network, FoldingBudget budget, Recognizer recognizer)
        {
            var own = new HashSet<string>(StringComparer.Ordinal);
            IEnumerable<string> computed = branch.Initializers.Select(t => t.Name).Concat(branch.Nodes.SelectMany(n => n.Outputs));
            foreach (string name in computed.Where(name => name.Length > 0))
            {
                if (_values.ContainsKey(name) || !own.Add(name))
                    throw context.Fail($"its graph computes {OnnxText.Quote(name)}, which is computed elsewhere too");
            }

            // The nodes read in place of the choice, which counted as one reader a graph.
            foreach (string read in context.Node.Attributes.Select(a => a.Graph).OfType<OnnxGraph>().SelectMany(OuterNames.Of))
                _uses[read] = _uses.GetValueOrDefault(read) - 1;
            foreach (string read in branch.Nodes.SelectMany(n => OuterNames.ReadBy(n)).Concat(branch.Outputs.Select(o => o.Name)))
            {
                _uses[read] = _uses.GetValueOrDefault(read) + 1;
                if (_uses[read] > 1 && _values.GetValueOrDefault(read) is FlowValue outer)
                    _shared.Add(outer.Layer);
            }

            foreach (OnnxTensor tensor in branch.Initializers)
                _values[tensor.Name] = new KnownValue(_decoder.Decode(tensor));
            foreach (OnnxNode node in branch.Nodes)
                Lower(node, network, budget, recognizer);
            for (int i = 0; i < context.OutputCount; i++)
            {
                string name = branch.Outputs[i].Name;
                context.Set(_values.GetValueOrDefault(name) ?? throw context.Fail($"its graph does not compute {OnnxText.Quote(name)}"), i);
            }

            // Another graph may use the names again.
            foreach (string name in own)
                _values.Remove(name);
        }

        // What was recognized may be a layer that is refused; the node by itself may not be.
        private static bool IsRecognized(Recognizer recognizer, NodeContext context)
        {
            try
            {
                return recognizer.TryRecognize(context);
            }
            catch (LoweringException)
            {
                return false;
            }
        }

        /// <summary>What single layers do not show, such as one behind the class probabilities, or the class would not compile.</summary>
        private static void CheckWhole(NetworkDeclaration declaration)
        {
            var issues = new List<Issue>();
            if (GraphBuilder.Build(declaration, "the network", issues, CancellationToken.None) is { } graph)
                Simplification.CutSoftmax(Simplification.RemoveIdentities(graph), issues);
            if (issues.FirstOrDefault(issue => issue.Descriptor.Severity == IssueSeverity.Error) is { } error)
                throw new LoweringException(OnnxText.Escaped(error.Message));
        }

        /// <summary>For each axis of the output that is not of the file alone, that of the layer; axes that only the layer has go first.</summary>
        private static ImmutableArray<int> OutputOrder(FlowValue output)
        {
            int[] order = [.. output.Order.Where(axis => axis != FlowValue.One)];
            return [.. Enumerable.Range(0, output.Shape.Rank).Except(order), .. order];
        }

        private ImportedNetwork Finish(NetworkBuilder network, FlowValue output, string input, ImmutableArray<int> order, string outputName)
        {
            network.KeepLeadingTo(output.Layer);
            if (network.Layers.Count == 0)
                throw new LoweringException($"nothing is computed between input {OnnxText.Quote(input)} and output {OnnxText.Quote(outputName)}");
            network.ShortenNames();
            var declaration = new NetworkDeclaration(network.Input.Shape.Axes, new(network.Layers), default, default);
            CheckWhole(declaration);
            return new ImportedNetwork
            {
                Declaration = declaration,
                Weights = [.. network.Weights],
                InputName = input,
                InputOrder = order,
                OutputName = outputName,
                OutputOrder = OutputOrder(output),
                Producer = OnnxText.Plain(model.Producer),
                OperatorSet = model.OperatorSet,
                Notes = [.. network.Notes],
            };
        }
    }
}
