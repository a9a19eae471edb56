using System.Collections;

namespace ExplainGen.Graph.Tests;

/// <summary>
/// Declares networks as attributes do, one call an attribute; each call's position is the origin of what it declares. Arguments
/// are pairs of name and value: numbers, booleans, texts (enum members by name), or lists of numbers.
/// </summary>
internal sealed class NetBuilder(params int[] shape)
{
    private readonly List<LayerDeclaration> _layers = [];
    private readonly List<ExplainerDeclaration> _explainers = [];
    private readonly List<RuleDeclaration> _rules = [];
    private PictureDeclaration? _picture;
    private bool _gradient;
    private bool _fuse = true;

    /// <summary>The origin of the next attribute; [Network] itself is 0.</summary>
    public int Next => 1 + _layers.Count + _explainers.Count + _rules.Count;

    public NetBuilder Layer(string kind, params (string Name, object Value)[] arguments)
    {
        string? Text(string name) => arguments.Where(a => a.Name == name).Select(a => (string)a.Value).FirstOrDefault();
        string[] inputs = Text("Input") is { } input ? [input]
            : arguments.Where(a => a.Name == "Inputs").Select(a => (string[])a.Value).FirstOrDefault() ?? [];
        _layers.Add(new LayerDeclaration(kind, Text("Name"), new(inputs), Text("Shares"),
            ToArguments(arguments.Where(a => a.Name is not ("Name" or "Input" or "Inputs" or "Shares"))), Next));
        return this;
    }

    public NetBuilder Conv(int channels, int kernel, params (string Name, object Value)[] arguments) =>
        Layer("Conv2d", [("Channels", channels), ("Kernel", kernel), .. arguments]);

    public NetBuilder Linear(int features, params (string Name, object Value)[] arguments) =>
        Layer("Linear", [("Features", features), .. arguments]);

    public NetBuilder Relu(params (string Name, object Value)[] arguments) => Layer("Relu", arguments);

    public NetBuilder MaxPool(int kernel, params (string Name, object Value)[] arguments) =>
        Layer("MaxPool2d", [("Kernel", kernel), .. arguments]);

    public NetBuilder Flatten() => Layer("Flatten");

    public NetBuilder Lrp(string composite, params (string Name, object Value)[] arguments)
    {
        _explainers.Add(new ExplainerDeclaration(composite,
            arguments.Where(a => a.Name == "Name").Select(a => (string)a.Value).FirstOrDefault(),
            ToArguments(arguments.Where(a => a.Name != "Name")), Next));
        return this;
    }

    public NetBuilder Rule(string kind, string selector, params (string Name, object Value)[] arguments)
    {
        _rules.Add(new RuleDeclaration(kind, selector,
            arguments.Where(a => a.Name == "For").Select(a => (string)a.Value).FirstOrDefault(),
            ToArguments(arguments.Where(a => a.Name != "For")), Next));
        return this;
    }

    public NetBuilder Gradient()
    {
        _gradient = true;
        return this;
    }

    public NetBuilder Unfused()
    {
        _fuse = false;
        return this;
    }

    public NetBuilder Picture(params (string Name, object Value)[] arguments)
    {
        _picture = new PictureDeclaration(ToArguments(arguments), Origin: -1);
        return this;
    }

    /// <summary>The same again, as far as it goes: what is added to one does not appear in the other.</summary>
    public NetBuilder Copy()
    {
        var copy = new NetBuilder(shape) { _gradient = _gradient, _fuse = _fuse, _picture = _picture };
        copy._layers.AddRange(_layers);
        copy._explainers.AddRange(_explainers);
        copy._rules.AddRange(_rules);
        return copy;
    }

    public NetworkDeclaration Declare() =>
        new(new(shape), new(_layers), new(_explainers), new(_rules), _gradient, _fuse, Picture: _picture);

    public CompilationResult Compile() => NetworkCompiler.Compile(Declare(), "Net");

    /// <summary>The compiled network; fails on errors, not on warnings.</summary>
    public CompiledNetwork Network()
    {
        CompilationResult result = Compile();
        Assert.DoesNotContain(result.Issues, i => i.Descriptor.Severity == IssueSeverity.Error);
        return result.Network!;
    }

    /// <summary>The graph after all passes.</summary>
    public NetworkGraph Graph() => Network().Graph;

    /// <summary>The one issue of a network that has exactly one.</summary>
    public Issue Issue() => Assert.Single(Compile().Issues);

    /// <summary>The shape at a layer, the last one by default.</summary>
    public string ShapeOf(string? layer = null)
    {
        NetworkGraph graph = Graph();
        return (layer is null ? graph.Layers[^1] : graph.Layers.Single(l => l.Name == layer)).Shape.ToString();
    }

    private static Arguments ToArguments(IEnumerable<(string Name, object Value)> arguments) =>
        new(new EquatableArray<Argument>(arguments.Select(a => a.Value switch
        {
            bool flag => Argument.Flag(a.Name, flag),
            string text => Argument.Text(a.Name, text),
            IEnumerable values => Argument.List(a.Name, values.Cast<object>().Select(Convert.ToDouble)),
            var number => Argument.Number(a.Name, Convert.ToDouble(number, System.Globalization.CultureInfo.InvariantCulture)),
        })));
}
