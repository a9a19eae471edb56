using System.Collections.Immutable;
using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Files;
using ExplainGen.Onnx.Folding;

namespace ExplainGen.Onnx.Lowering;

/// <summary>One node while it is lowered: what it reads, its attributes, and where its results go.</summary>
internal sealed class NodeContext(
    OnnxNode node, long operatorSet, IReadOnlyDictionary<string, Value> values, IReadOnlySet<string> shared, NetworkBuilder network,
    IReadOnlyDictionary<string, int> uses, TensorDecoder decoder, FoldingBudget budget)
{
    private readonly Value?[] _results = new Value?[node.Outputs.Length];

    /// <summary>The node.</summary>
    public OnnxNode Node => node;

    /// <summary>The version of the operators.</summary>
    public long OperatorSet => operatorSet;

    /// <summary>The layers so far.</summary>
    public NetworkBuilder Network => network;

    /// <summary>What names in the file stand for so far.</summary>
    public IReadOnlyDictionary<string, Value> Values => values;

    /// <summary>How many elements may be computed at import.</summary>
    public FoldingBudget Budget => budget;

    /// <summary>Number of inputs that are written, optional ones that are left out included.</summary>
    public int InputCount => node.Inputs.Length;

    /// <summary>Number of outputs.</summary>
    public int OutputCount => node.Outputs.Length;

    /// <summary>What the node computes, output by output; null for one that was not set.</summary>
    public IReadOnlyList<Value?> Results => _results;

    /// <summary>What the layer of this node is called, after the file.</summary>
    public string Name => LayerNaming.Of(node);

    /// <summary>Another node, which reads numbers to try it on instead of what the network computes.</summary>
    public NodeContext ForProbe(OnnxNode other, IReadOnlyDictionary<string, Value> probes) =>
        new(other, operatorSet, probes, shared, network, uses, decoder, budget.ForProbes);

    /// <summary>A node of a graph within this node, which reads constants alone.</summary>
    public NodeContext ForInner(OnnxNode inner, IReadOnlyDictionary<string, Value> constants) =>
        new(inner, operatorSet, constants, shared, network, uses, decoder, budget);

    /// <summary>Whether there is an input of that number.</summary>
    public bool Has(int input) => input < node.Inputs.Length && node.Inputs[input].Length > 0;

    /// <summary>An input.</summary>
    /// <exception cref="LoweringException">It is missing, or nothing that a layer computes.</exception>
    public Value Input(int input)
    {
        if (!Has(input))
            throw Fail($"input {input} is missing");
        return values.TryGetValue(node.Inputs[input], out Value? value)
            ? value is UnloweredValue { Reason: var reason } ? throw reason : value
            : throw Fail($"it reads {OnnxText.Quote(node.Inputs[input])}, which nothing before it computes");
    }

    /// <summary>Whether an input is known at import.</summary>
    public bool IsKnown(int input) => Has(input) && values.GetValueOrDefault(node.Inputs[input]) is KnownValue;

    /// <summary>An input that is known at import.</summary>
    /// <param name="input">Its number.</param>
    /// <param name="what">What it is, for messages.</param>
    public ConstantTensor Known(int input, string what) => Input(input) is KnownValue known
        ? known.Tensor
        : throw Fail($"its {what} is computed by the network", $"only a constant {what} can be imported");

    /// <summary>An input that is a sequence of tensors that are known at import.</summary>
    public ImmutableArray<ConstantTensor> Sequence(int input) => Input(input) is SequenceValue sequence
        ? sequence.Elements
        : throw Fail($"its input {input} is no sequence that is known at import");

    /// <summary>An input that the network computes.</summary>
    public FlowValue Flow(int input) => Input(input) switch
    {
        FlowValue { IsTokens: false } flow => flow,
        FlowValue => throw Fail(
            "it reads whole numbers that were made of the input", "they can be the indices of a table or of a one-hot code"),
        _ => throw Fail($"its input {input} is a constant, where a value that the network computes is needed"),
    };

    /// <summary>An input that the network computes, from a layer that has the file's axes behind the batch axis.</summary>
    public FlowValue ChannelsFirst(int input) => Arrangement.ChannelsFirst(this, Flow(input));

    /// <summary>Whether anybody reads an output.</summary>
    public bool IsRead(int output) => uses.ContainsKey(node.Outputs[output]);

    /// <summary>Whether nobody but this node reads a value, by whatever name.</summary>
    public bool IsOnlyReader(FlowValue value) => !shared.Contains(value.Layer);

    /// <summary>An attribute that is an integer.</summary>
    public long Integer(string name, long fallback) => node.Attribute(name)?.Integer ?? fallback;

    /// <summary>An attribute that is a number.</summary>
    public float Real(string name, float fallback) => node.Attribute(name)?.Real ?? fallback;

    /// <summary>An attribute that is a text.</summary>
    public string Text(string name, string fallback) => node.Attribute(name)?.Text ?? fallback;

    /// <summary>An attribute that is a list of integers; null where it is not there.</summary>
    public ImmutableArray<int>? Integers(string name)
    {
        if (node.Attribute(name) is not { } attribute)
            return null;
        return [.. attribute.Integers.Select(i => i is >= int.MinValue and <= int.MaxValue
            ? (int)i
            : throw Fail($"its {name} of {i} is beyond 32 bits"))];
    }

    /// <summary>An attribute that is a tensor; null where it is not there.</summary>
    public ConstantTensor? Tensor(string name) => node.Attribute(name)?.Tensor is { } tensor ? decoder.Decode(tensor) : null;

    /// <summary>The elements of a constant of a graph within this node.</summary>
    public ConstantTensor Decode(OnnxTensor tensor) => decoder.Decode(tensor);

    /// <summary>Sets an output.</summary>
    public void Set(Value value, int output = 0)
    {
        if (output < _results.Length)
            _results[output] = value;
    }

    /// <summary>Sets the output to a new layer.</summary>
    /// <param name="kind">The kind of layer.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="weights">Its parameter tensors.</param>
    public void SetLayer(string kind, IEnumerable<Argument> arguments, IReadOnlyList<FlowValue> inputs, params IEnumerable<LayerWeights> weights) =>
        Set(AddLayer(Name, kind, arguments, inputs, weights));

    /// <summary>Appends a layer.</summary>
    public FlowValue AddLayer(
        string name, string kind, IEnumerable<Argument> arguments, IReadOnlyList<FlowValue> inputs, params IEnumerable<LayerWeights> weights)
    {
        if (inputs.Any(i => i.IsLogarithm))
            throw Fail("it reads the logarithms of probabilities", "they can be what the network gives, with nothing behind them");
        if (inputs.Any(i => i.Form is not null))
        {
            throw Fail(
                "it computes with the scores of a model that is no network",
                "such scores can be what the file gives, with nothing behind them");
        }

        try
        {
            return network.Add(name, kind, arguments, inputs, weights);
        }
        catch (LayerException e)
        {
            throw Fail(OnnxText.Escaped(e.Message));
        }
    }

    /// <summary>What cannot be lowered, in words.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="help">What would help.</param>
    public LoweringException Fail(string problem, string? help = null)
    {
        string name = node.Name.Length > 0 ? OnnxText.Quote(node.Name) : $"that computes {OnnxText.Quote(node.Outputs.FirstOrDefault(""))}";
        string op = node.Domain.Length > 0 ? $"{node.Domain}.{node.Operator}" : node.Operator;
        return new LoweringException($"node {name} ({OnnxText.Plain(op)}, opset {operatorSet}): {problem}{(help is null ? "" : "; " + help)}");
    }
}

/// <summary>What a file holds and cannot be lowered.</summary>
internal sealed class LoweringException(string problem) : Exception(problem);
