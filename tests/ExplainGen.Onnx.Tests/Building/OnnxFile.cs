using ExplainGen.Onnx.Files;
using ExplainGen.TestKit.Onnx;

namespace ExplainGen.Onnx.Tests.Building;

/// <summary>A small ONNX file that is put together in a test. Random numbers are the same in every run.</summary>
/// <param name="operatorSet">The version of the operators; 0 writes none.</param>
internal sealed class OnnxFile(long operatorSet = 17)
{
    private readonly Random _random = new(1234);
    private readonly List<ProtobufMessage> _nodes = [], _initializers = [], _sparse = [], _inputs = [], _outputs = [];
    private readonly List<(string Domain, long Version)> _domains = [];

    /// <summary>The name of the last node's first output.</summary>
    public string Last { get; private set; } = "";

    /// <summary>The operators of the nodes so far.</summary>
    public List<string> Operators { get; } = [];

    /// <summary>The version of the file format.</summary>
    public long IrVersion { get; init; } = operatorSet < 9 ? 3 : operatorSet < 20 ? 8 : 9;

    /// <summary>Imports operators of another domain.</summary>
    public OnnxFile Domain(string domain, long version)
    {
        _domains.Add((domain, version));
        return this;
    }

    /// <summary>Adds an input of single precision.</summary>
    public OnnxFile Input(string name, params long[] axes) => Input(name, OnnxDataType.Float, [.. axes.Cast<object>()]);

    /// <summary>Adds an input.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="axes">A size, or a name, for each axis; null says nothing of them.</param>
    public OnnxFile Input(string name, OnnxDataType type, object[]? axes)
    {
        _inputs.Add(Value(name, type, axes));
        return this;
    }

    /// <summary>Adds an input of which nothing is said but its name, such as a sequence that a loop carries.</summary>
    public OnnxFile Carried(string name)
    {
        _inputs.Add(new ProtobufMessage().Add(1, name));
        return this;
    }

    /// <summary>Adds an output of which nothing is said but its name.</summary>
    public OnnxFile Gives(string name)
    {
        _outputs.Add(new ProtobufMessage().Add(1, name));
        return this;
    }

    /// <summary>Adds an output; without any, <see cref="ToArray"/> adds the last node's.</summary>
    public OnnxFile Output(string name, OnnxDataType type = OnnxDataType.Float)
    {
        _outputs.Add(Value(name, type, null));
        return this;
    }

    /// <summary>Adds a constant.</summary>
    public OnnxFile Tensor(ProtobufMessage tensor)
    {
        _initializers.Add(tensor);
        return this;
    }

    /// <summary>Adds a sparse constant of nothing.</summary>
    public OnnxFile Sparse()
    {
        _sparse.Add(new ProtobufMessage().AddAll(3, [1L]));
        return this;
    }

    /// <summary>Adds a constant of random numbers between -1 and 1.</summary>
    public OnnxFile Weight(string name, params long[] axes) => Tensor(OnnxTensors.Floats(name, axes, Numbers(axes, -1, 1)));

    /// <summary>Adds a constant of random numbers between 0.5 and 1.5.</summary>
    public OnnxFile Positive(string name, params long[] axes) => Tensor(OnnxTensors.Floats(name, axes, Numbers(axes, 0.5f, 1.5f)));

    /// <summary>Adds a constant list of integers.</summary>
    public OnnxFile Longs(string name, params long[] values) => Tensor(OnnxTensors.Longs(name, values));

    /// <summary>Adds a constant integer.</summary>
    public OnnxFile Long(string name, long value) => Tensor(OnnxTensors.Raw(name, OnnxDataType.Int64, [], OnnxTensors.Bytes([value])));

    /// <summary>Adds a constant truth value.</summary>
    public OnnxFile Truth(string name, bool value) => Tensor(OnnxTensors.Raw(name, OnnxDataType.Bool, [], [value ? (byte)1 : (byte)0]));

    /// <summary>Adds a constant number.</summary>
    public OnnxFile Number(string name, float value) => Tensor(OnnxTensors.Floats(name, [], [value]));

    /// <summary>Adds a node with one output, which is called as the node with its number is.</summary>
    /// <param name="op">The operator, behind its domain and a colon where it is none of ONNX's own.</param>
    /// <param name="inputs">What it reads, separated by blanks; a dash for what is left out.</param>
    /// <param name="attributes">Its attributes.</param>
    public OnnxFile Node(string op, string inputs, params (string Name, object Value)[] attributes) =>
        NodeTo($"{op.ToLowerInvariant()}_{_nodes.Count}", op, inputs, attributes);

    /// <summary>Adds a node with a chosen output.</summary>
    public OnnxFile NodeTo(string output, string op, string inputs, params (string Name, object Value)[] attributes) =>
        Named(op + _nodes.Count, output, op, inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries), attributes);

    /// <summary>Adds a node with a chosen name.</summary>
    public OnnxFile Named(string name, string output, string op, string[] inputs, params (string Name, object Value)[] attributes)
    {
        string[] parts = op.Split(':');
        ProtobufMessage node = new ProtobufMessage().AddAll(1, inputs.Select(i => i == "-" ? "" : i == "@" ? Last : i))
            .AddAll(2, output.Split(' ')).Add(3, name).Add(4, parts[^1]);
        foreach ((string key, object value) in attributes)
            node.Add(5, Attribute(key, value));
        if (parts.Length > 1)
            node.Add(7, parts[0]);
        _nodes.Add(node);
        Operators.Add(op);
        Last = output.Split(' ')[0];
        return this;
    }

    /// <summary>Random numbers, as many as axes say.</summary>
    public float[] Numbers(long[] axes, float from, float to) =>
        [.. Enumerable.Range(0, (int)axes.Aggregate(1L, (a, b) => a * b)).Select(_ => from + _random.NextSingle() * (to - from))];

    /// <summary>The graph (GraphProto) so far.</summary>
    public ProtobufMessage Graph()
    {
        var graph = new ProtobufMessage().Add(2, "graph");
        foreach (ProtobufMessage node in _nodes)
            graph.Add(1, node);
        foreach (ProtobufMessage tensor in _initializers)
            graph.Add(5, tensor);
        foreach (ProtobufMessage input in _inputs)
            graph.Add(11, input);
        foreach (ProtobufMessage output in _outputs)
            graph.Add(12, output);
        foreach (ProtobufMessage tensor in _sparse)
            graph.Add(15, tensor);
        return graph;
    }

    /// <summary>The file's bytes.</summary>
    public byte[] ToArray()
    {
        if (_outputs.Count == 0 && Last.Length > 0)
            Output(Last);
        return Bytes();
    }

    /// <summary>The file's bytes, with no output but those that were added.</summary>
    public byte[] Bytes()
    {
        ProtobufMessage model = new ProtobufMessage().Add(1, IrVersion).Add(2, "tests").Add(7, Graph());
        if (operatorSet != 0)
            model.Add(8, new ProtobufMessage().Add(1, "").Add(2, operatorSet));
        foreach ((string domain, long version) in _domains)
            model.Add(8, new ProtobufMessage().Add(1, domain).Add(2, version));
        return model.ToArray();
    }

    private static ProtobufMessage Value(string name, OnnxDataType type, object[]? axes)
    {
        ProtobufMessage tensor = new ProtobufMessage().Add(1, (long)type);
        if (axes is not null)
        {
            var shape = new ProtobufMessage();
            foreach (object axis in axes)
                shape.Add(1, axis is long size ? new ProtobufMessage().Add(1, size) : new ProtobufMessage().Add(2, (string)axis));
            tensor.Add(2, shape);
        }

        return new ProtobufMessage().Add(1, name).Add(2, new ProtobufMessage().Add(1, tensor));
    }

    private static ProtobufMessage Attribute(string name, object value)
    {
        ProtobufMessage attribute = new ProtobufMessage().Add(1, name);
        return value switch
        {
            int i => attribute.Add(3, (long)i).Add(20, 2),
            long i => attribute.Add(3, i).Add(20, 2),
            float f => attribute.Add(2, f).Add(20, 1),
            string s => attribute.Add(4, s).Add(20, 3),
            string[] texts => texts.Aggregate(attribute, (all, text) => all.Add(9, text)).Add(20, 8),
            ProtobufMessage tensor => attribute.Add(5, tensor).Add(20, 4),
            OnnxFile graph => attribute.Add(6, graph.Graph()).Add(20, 5),
            float[] numbers => attribute.AddAll(7, numbers).Add(20, 6),
            int[] integers => attribute.AddAll(8, integers.Select(i => (long)i)).Add(20, 7),
            long[] integers => attribute.AddAll(8, integers).Add(20, 7),
            _ => throw new ArgumentException($"No attribute is a {value.GetType()}.", nameof(value)),
        };
    }
}
