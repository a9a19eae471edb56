using System.Collections.Immutable;
using System.Globalization;
using ExplainGen.Graph;
using ExplainGen.Weights;

namespace ExplainGen.Onnx.Lowering;

/// <summary>A parameter tensor of a layer.</summary>
/// <param name="Suffix">As PyTorch calls it, such as <c>weight</c>.</param>
/// <param name="Shape">The size of each axis.</param>
/// <param name="Values">The elements in C order.</param>
internal sealed record LayerWeights(string Suffix, ImmutableArray<int> Shape, float[] Values);

/// <summary>The layers that a file becomes, with their weights, in the order in which they are run.</summary>
internal sealed class NetworkBuilder(Shape input)
{
    /// <summary>Longer names help nobody, and become members that .NET cannot have.</summary>
    private const int MostNameCharacters = 100;

    private readonly List<LayerDeclaration> _layers = [];
    private readonly List<string> _notes = [];
    private readonly List<List<LayerWeights>> _weights = [];
    private readonly Dictionary<string, Shape> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly HashSet<string> _identifiers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _repeats = new(StringComparer.Ordinal);

    /// <summary>The network's input.</summary>
    public FlowValue Input { get; } = FlowValue.Of(GraphBuilder.InputName, input);

    /// <summary>The layers.</summary>
    public IReadOnlyList<LayerDeclaration> Layers => _layers;

    /// <summary>The parameter tensors of all layers, by the names that a weights file has for them.</summary>
    public IEnumerable<NamedTensor> Weights => _layers.SelectMany((layer, i) => _weights[i].Select(
        w => NamedTensor.Create($"{layer.Name}.{w.Suffix}", w.Shape.AsSpan(), w.Values)));

    /// <summary>Appends a layer.</summary>
    /// <param name="name">What the file calls it; another name is taken where that is no valid or no new one.</param>
    /// <param name="kind">The kind of layer, as declarations name it.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="weights">Its parameter tensors.</param>
    /// <exception cref="LayerException">The layer cannot take what it reads, or its arguments.</exception>
    public FlowValue Add(
        string name, string kind, IEnumerable<Argument> arguments, IReadOnlyList<FlowValue> inputs, params IEnumerable<LayerWeights> weights)
    {
        var issues = new List<Issue>();
        string unique = Unique(name, kind);
        var layer = new LayerDeclaration(
            kind, unique, new(inputs.Select(i => i.Layer)), Shares: null, Arguments.Of([.. arguments]), Origin: _layers.Count);
        Operator op = OperatorTable.Create(layer, issues, out bool failed);
        Shape? shape = failed
            ? null
            : op.InferShape(op is ParameterOperator ? [Input.Shape] : [.. inputs.Select(i => i.Shape)], new ShapeCheck(layer, unique, [.. inputs.Select(i => i.Layer)], issues));
        if (shape is not { } output)
            throw new LayerException(issues.Count > 0 ? issues[0].Message : $"layer '{unique}' cannot be declared");
        if (output.Count > int.MaxValue)
            throw new LayerException($"the result of layer '{unique}' would be {output}, which is too large");
        _byName[unique] = _layers.Count;
        _layers.Add(layer);
        _weights.Add([.. weights]);
        _shapes[unique] = output;
        _read.UnionWith(inputs.Select(i => i.Layer));
        return FlowValue.Of(unique, output);
    }

    /// <summary>What a Reshape or Flatten layer reads; null for any other layer.</summary>
    public FlowValue? ReshapedFrom(string layer) =>
        _byName.TryGetValue(layer, out int index) && _layers[index].Kind is "Reshape" or "Flatten"
            ? FlowValue.Of(_layers[index].Inputs[0], ShapeOf(_layers[index].Inputs[0]))
            : null;

    /// <summary>Whether a layer reads another one.</summary>
    public bool IsRead(string layer) => _read.Contains(layer);

    /// <summary>The stiffness that pooling over clusters is to have; null where that is left to a heuristic.</summary>
    public float? Stiffness { get; init; }

    /// <summary>What is to be known of the layers beside what they are, each once.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Adds a note, unless it is there.</summary>
    public void AddNote(string note)
    {
        if (!_notes.Contains(note))
            _notes.Add(note);
    }

    /// <summary>Whether the file says that the input consists of whole numbers.</summary>
    public bool HasWholeInput { get; init; }

    /// <summary>Whether a layer is a linear map to which a bias for each channel can be added.</summary>
    public bool TakesBias(string layer) => _byName.TryGetValue(layer, out int index) && (_layers[index].Kind == "Linear"
        || _layers[index].Kind.StartsWith("Conv", StringComparison.Ordinal));

    /// <summary>Adds to the bias of a layer that <see cref="TakesBias"/>.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="values">One a channel.</param>
    public void AddBias(string layer, float[] values)
    {
        int index = _byName[layer];
        List<LayerWeights> weights = _weights[index];
        int bias = weights.FindIndex(w => w.Suffix == "bias");
        if (bias < 0)
        {
            weights.Add(new LayerWeights("bias", [values.Length], values));
            Arguments arguments = _layers[index].Arguments;
            _layers[index] = _layers[index] with { Arguments = Arguments.Of([.. arguments.Items.Where(a => a.Name != "Bias")]) };
            return;
        }

        weights[bias] = weights[bias] with { Values = [.. weights[bias].Values.Zip(values, (a, b) => a + b)] };
    }

    /// <summary>Drops the layers that an output does not depend on: those whose shape alone was asked for.</summary>
    /// <param name="output">The layer that computes the output.</param>
    public void KeepLeadingTo(string output)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal) { output };
        for (int i = _layers.Count - 1; i >= 0; i--)
        {
            if (kept.Contains(_layers[i].Name!))
                kept.UnionWith(_layers[i].Inputs);
        }

        int count = 0;
        for (int i = 0; i < _layers.Count; i++)
        {
            if (!kept.Contains(_layers[i].Name!))
                continue;
            _byName[_layers[i].Name!] = count;
            _weights[count] = _weights[i];
            _layers[count++] = _layers[i];
        }

        _layers.RemoveRange(count, _layers.Count - count);
        _weights.RemoveRange(count, _weights.Count - count);
    }

    /// <summary>Drops the long path that all names with a path begin with, unless names would clash or be none. The last thing to do.</summary>
    public void ShortenNames()
    {
        string path = LayerNaming.LongCommonPath(_layers.Select(l => l.Name!));
        string Short(string name) => path.Length > 0 && name.StartsWith(path, StringComparison.Ordinal) ? name[path.Length..] : name;
        string[] names = [.. _layers.Select(l => Short(l.Name!))];
        bool fits = names.All(name => LayerIdentifier.Problem(name) is null)
            && names.Select(LayerIdentifier.Of).Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Length
            && !names.Contains(GraphBuilder.InputName);
        if (path.Length == 0 || !fits)
            return;
        for (int i = 0; i < _layers.Count; i++)
            _layers[i] = _layers[i] with { Name = names[i], Inputs = new(_layers[i].Inputs.Select(Short)) };
    }

    private Shape ShapeOf(string layer) => layer == GraphBuilder.InputName ? Input.Shape : _shapes[layer];

    private string Unique(string name, string kind)
    {
        // The name that the layer has where it is given none: among its kind, with the number of those before it.
        string stem = LayerNames.Of([new(kind, null, default, null, Arguments.None, 0)])[0][..^1];
        int count = _counts[stem] = _counts.GetValueOrDefault(stem) + 1;
        string wish = name.Length <= MostNameCharacters && LayerIdentifier.Problem(name) is null
            ? name
            : string.Create(CultureInfo.InvariantCulture, $"{stem}{count}");
        string unique = wish;
        for (int i = _repeats.GetValueOrDefault(wish, 2); !_identifiers.Add(LayerIdentifier.Of(unique)); _repeats[wish] = ++i)
            unique = string.Create(CultureInfo.InvariantCulture, $"{wish}_{i}");
        return unique;
    }
}

/// <summary>A layer that cannot stand where a file has it.</summary>
internal sealed class LayerException(string problem) : Exception(problem);
