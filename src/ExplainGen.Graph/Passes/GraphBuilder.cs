namespace ExplainGen.Graph;

/// <summary>Declaration to graph: names, inputs, execution order, shapes. Reports everything that is wrong with them.</summary>
public sealed class GraphBuilder
{
    private readonly NetworkDeclaration _declaration;
    private readonly List<Issue> _issues;
    private readonly string[] _names;
    private readonly Operator[] _operators;
    private readonly int[][] _inputs;
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);

    private GraphBuilder(NetworkDeclaration declaration, List<Issue> issues)
    {
        _declaration = declaration;
        _issues = issues;
        _names = new string[declaration.Layers.Count];
        _operators = new Operator[declaration.Layers.Count];
        _inputs = new int[declaration.Layers.Count][];
    }

    /// <summary>The name under which layers read the network's input.</summary>
    public const string InputName = "input";

    /// <summary>Elements of the longest array of .NET: tensors and weights come and go as arrays.</summary>
    private const int MaxElements = 0x7FFFFFC7;

    /// <summary>The declared graph, every layer a node; null when an error was reported.</summary>
    public static NetworkGraph? Build(NetworkDeclaration declaration, string className, List<Issue> issues, CancellationToken cancellation)
    {
        int before = issues.Count(i => i.Descriptor.Severity == IssueSeverity.Error);
        var builder = new GraphBuilder(declaration, issues);
        bool usable = builder.CheckInput(className) & builder.Name() & builder.CreateOperators() && builder.Connect();
        NetworkGraph? graph = usable && builder.Order() is { } order ? builder.InferShapes(order, cancellation) : null;
        return issues.Count(i => i.Descriptor.Severity == IssueSeverity.Error) == before ? graph : null;
    }

    private bool CheckInput(string className)
    {
        if (_declaration.Layers.Count == 0)
        {
            _issues.Add(new Issue(IssueTable.NoLayers, -1, null, className));
            return false;
        }

        EquatableArray<int> shape = _declaration.InputShape;
        if (shape.Count is < 1 or > 4 || shape.Any(a => a < 1) || new Shape(shape).Count > MaxElements)
        {
            _issues.Add(new Issue(IssueTable.BadArgument, -1, "Shape", "Shape", "Network",
                "1 to 4 positive axes (F, C x L, C x H x W or C x D x H x W)", shape.Count == 0 ? "empty" : string.Join(" x ", shape)));
            return false;
        }

        return true;
    }

    private bool Name()
    {
        LayerNames.Of(_declaration.Layers).CopyTo(_names, 0);
        var identifiers = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        bool usable = true;
        for (int i = 0; i < _names.Length; i++)
        {
            LayerDeclaration layer = _declaration.Layers[i];
            if (LayerIdentifier.Problem(_names[i]) is { } problem)
            {
                _issues.Add(new Issue(IssueTable.InvalidName, layer.Origin, "Name", _names[i], problem));
                usable = false;
            }
            else if (!identifiers.Add(LayerIdentifier.Of(_names[i])))
            {
                _issues.Add(new Issue(IssueTable.DuplicateName, layer.Origin, layer.Name is null ? null : "Name", _names[i]));
                usable = false;
            }
            else
            {
                _byName[_names[i]] = i;
            }
        }

        return usable;
    }

    private bool CreateOperators()
    {
        bool usable = true;
        for (int i = 0; i < _operators.Length; i++)
        {
            _operators[i] = OperatorTable.Create(_declaration.Layers[i], _issues, out bool failed);
            usable &= !failed;
        }

        return usable;
    }

    // Inputs become layer indices; -1 is the network's input.
    private bool Connect()
    {
        bool usable = true;
        for (int i = 0; i < _inputs.Length; i++)
        {
            LayerDeclaration layer = _declaration.Layers[i];
            if (_operators[i] is ParameterOperator)
            {
                usable &= ReadsNothing(i);
                _inputs[i] = [-1];
                continue;
            }

            if (layer.Inputs.Count == 0)
            {
                _inputs[i] = [i - 1];
            }
            else
            {
                _inputs[i] = new int[layer.Inputs.Count];
                string argument = layer.Inputs.Count == 1 ? "Input" : "Inputs";
                for (int j = 0; j < layer.Inputs.Count; j++)
                {
                    string name = layer.Inputs[j];
                    if (name == InputName)
                    {
                        _inputs[i][j] = -1;
                    }
                    else if (_byName.TryGetValue(name, out int source))
                    {
                        _inputs[i][j] = source;
                    }
                    else
                    {
                        _issues.Add(new Issue(IssueTable.UnknownInput, layer.Origin, argument, _names[i], name, Suggestion.For(name, _names)));
                        usable = false;
                    }
                }
            }

            (int min, int max) = _operators[i].InputCount;
            if (_inputs[i].Length < min || _inputs[i].Length > max)
            {
                string expected = max == int.MaxValue ? $"at least {min} inputs (Inputs = [...])" : min == 1 ? "1 input" : $"{min} inputs";
                _issues.Add(new Issue(IssueTable.InputCount, layer.Origin, layer.Inputs.Count == 0 ? null : "Inputs", _names[i], layer.Kind,
                    expected, _inputs[i].Length == 1 ? "1 is" : $"{_inputs[i].Length} are"));
                usable = false;
            }
        }

        return usable;
    }

    private bool ReadsNothing(int i)
    {
        LayerDeclaration layer = _declaration.Layers[i];
        if (layer.Inputs.Count == 0)
            return true;
        _issues.Add(new Issue(IssueTable.InputCount, layer.Origin, layer.Inputs.Count == 1 ? "Input" : "Inputs", _names[i], layer.Kind,
            "no input", layer.Inputs.Count == 1 ? "1 is" : $"{layer.Inputs.Count} are"));
        return false;
    }

    // Depth-first, in source order wherever the data flow allows, so that what is written is what is run.
    private List<int>? Order()
    {
        var order = new List<int>();
        byte[] state = new byte[_names.Length];
        var path = new Stack<(int Layer, int Next)>();
        for (int root = 0; root < _names.Length; root++)
        {
            if (state[root] != 0)
                continue;
            path.Push((root, 0));
            state[root] = 1;
            while (path.Count > 0)
            {
                (int layer, int next) = path.Pop();
                if (next == _inputs[layer].Length)
                {
                    state[layer] = 2;
                    order.Add(layer);
                    continue;
                }

                path.Push((layer, next + 1));
                int source = _inputs[layer][next];
                if (source < 0 || state[source] == 2)
                    continue;
                if (state[source] == 1)
                {
                    int[] circle = [.. path.Reverse().Select(p => p.Layer).SkipWhile(l => l != source)];

                    // Some layer of a circle names its input: source order alone makes none.
                    LayerDeclaration closing = circle.Select(l => _declaration.Layers[l]).First(l => l.Inputs.Count > 0);
                    _issues.Add(new Issue(IssueTable.Cycle, closing.Origin, closing.Inputs.Count == 1 ? "Input" : "Inputs",
                        string.Join(" <- ", circle.Append(source).Select(l => _names[l]))));
                    return null;
                }

                state[source] = 1;
                path.Push((source, 0));
            }
        }

        return order;
    }

    private NetworkGraph? InferShapes(List<int> order, CancellationToken cancellation)
    {
        var nodes = new List<Node>
        {
            new(0, InputName, new InputOperator(new Shape(_declaration.InputShape)), default, new Shape(_declaration.InputShape), InputName, -1),
        };
        int[] ids = new int[_names.Length];
        var aliases = new List<LayerAlias>();
        foreach (int layer in order)
        {
            cancellation.ThrowIfCancellationRequested();
            LayerDeclaration declaration = _declaration.Layers[layer];
            int[] inputs = _inputs[layer].Select(source => source < 0 ? 0 : ids[source]).ToArray();
            Shape[] shapes = inputs.Select(i => nodes[i].Shape).ToArray();
            var check = new ShapeCheck(declaration, _names[layer], inputs.Select(i => nodes[i].Name).ToArray(), _issues);
            if (_operators[layer].InferShape(shapes, check) is not { } shape)
                return null;
            if (_operators[layer] is TokenOperator && !IsInput(inputs[0]))
            {
                check.Fail(0, shapes[0], $"tokens are what the network's input holds; let it read '{InputName}'");
                return null;
            }

            if (TooLarge(shape.Count, "output") || _operators[layer].Weights(shapes[0]).Any(w => TooLarge(w.KnownCount, w.Suffix)))
                return null;

            // What is removed in use stands between the input and its tokens for training alone.
            bool IsInput(int node)
            {
                while (nodes[node].Operator.Class == OperatorClass.Identity)
                    node = nodes[node].Inputs[0];
                return node == 0;
            }

            bool TooLarge(long count, string what)
            {
                if (count > MaxElements)
                    _issues.Add(new Issue(IssueTable.TooLarge, declaration.Origin, null, $"Layer '{_names[layer]}'", count, what, MaxElements));
                return count > MaxElements;
            }

            ids[layer] = nodes.Count;
            nodes.Add(new Node(nodes.Count, _names[layer], _operators[layer], new EquatableArray<int>(inputs), shape, _names[layer], declaration.Origin));
            aliases.Add(new LayerAlias(_names[layer], declaration.Kind, shape, ids[layer], declaration.Origin));
        }

        int output = ids[_names.Length - 1];
        var graph = new NetworkGraph(new(nodes), new(aliases), output);
        return HeadsAreLast(graph) && HeadInputs.Fit(graph, _issues) && Share(graph, ids) is { } shared && DependsOnInput(shared) ? RemoveUnread(shared) : null;
    }

    private bool HeadsAreLast(NetworkGraph graph)
    {
        foreach (Node node in graph.Nodes)
        {
            if (node.Inputs.FirstOrDefault(i => graph.Nodes[i].Operator.Class == OperatorClass.Neuralized) is not (> 0 and int head))
                continue;
            Node read = graph.Nodes[head];
            _issues.Add(new Issue(IssueTable.HeadNotLast, read.Origin, null, read.Name, read.Operator.Kind, node.Name));
            return false;
        }

        return true;
    }

    private bool DependsOnInput(NetworkGraph graph)
    {
        bool depends = InputDependence.Of(graph)[graph.Output];
        if (!depends)
            _issues.Add(new Issue(IssueTable.NoDependence, graph.OutputNode.Origin, null, graph.OutputNode.Name));
        return depends;
    }

    private NetworkGraph? Share(NetworkGraph graph, int[] ids)
    {
        for (int i = 0; i < _names.Length; i++)
        {
            LayerDeclaration declaration = _declaration.Layers[i];
            if (declaration.Shares is not { } owner)
                continue;
            Node node = graph.Nodes[ids[i]];
            string? problem = !_byName.TryGetValue(owner, out int ownerIndex) ? "no layer has that name" + Suggestion.For(owner, _names)
                : ownerIndex == i ? "that is the layer itself"
                : _declaration.Layers[ownerIndex].Shares is not null ? "that layer has no weights of its own"
                : node.Operator.Weights(graph.Nodes[node.Inputs[0]].Shape).Count == 0 ? "it has no weights" : null;
            if (problem is not null)
            {
                _issues.Add(new Issue(IssueTable.UnknownShares, declaration.Origin, "Shares", node.Name, owner, problem));
                return null;
            }

            Node shared = graph.Nodes[ids[ownerIndex]];
            string needed = Describe(graph, node), found = Describe(graph, shared);
            if (needed != found || node.Operator.GetType() != shared.Operator.GetType())
            {
                _issues.Add(new Issue(IssueTable.SharedShapes, declaration.Origin, "Shares", node.Name, owner, needed, found));
                return null;
            }

            graph = graph.With(node with { WeightsLayer = shared.Name });
        }

        return graph;
    }

    // What does not lead to the output would be run for nothing: it is left out, and reported once for each dead end.
    private NetworkGraph RemoveUnread(NetworkGraph graph)
    {
        bool[] leads = new bool[graph.Nodes.Count];
        leads[graph.Output] = true;
        for (int id = graph.Nodes.Count - 1; id >= 0; id--)
        {
            foreach (int input in graph.Nodes[id].Inputs)
                leads[input] |= leads[id];
        }

        IReadOnlyList<IReadOnlyList<int>> consumers = graph.Consumers();
        Node[] unread = [.. graph.Nodes.Where(n => n.Id != 0 && !leads[n.Id])];
        foreach (Node end in unread.Where(n => consumers[n.Id].Count == 0))
            _issues.Add(new Issue(IssueTable.UnusedLayer, end.Origin, null, end.Name));
        graph = graph with { Layers = new(graph.Layers.Where(l => l.Node == 0 || leads[l.Node])) };
        return graph.Without(unread.ToDictionary(n => n.Id, n => n.Inputs[0]));
    }

    private static string Describe(NetworkGraph graph, Node node) =>
        string.Join(", ", node.Operator.Weights(graph.Nodes[node.Inputs[0]].Shape).Select(w => $"{w.Suffix} {w.Shape}"));
}
