using System.Collections.Immutable;
using ExplainGen.Kernels;

namespace ExplainGen;

/// <summary>
/// Watches one explanation: keeps relevance by layer and accounts for what each layer hands on and takes. Generated code reports to
/// it between steps; without a trace the same steps run unwatched and give the same bits.
/// </summary>
public sealed class RelevanceTrace
{
    private readonly ModelMetadata _model;
    private readonly ExplainerInfo _explainer;
    private readonly bool _keepLayers;
    private readonly float[]?[] _kept;
    private readonly double[] _arrived;
    private readonly double[] _delivered;
    private readonly double[] _standing;
    private readonly QuotientLoss?[] _biasReturns;
    private readonly bool[] _restDropped;
    private readonly bool[] _keeps;
    private readonly QuotientLoss[] _losses;
    private readonly List<int> _order = [];

    /// <summary>The relevance of a neuralized model's units; empty where there are none.</summary>
    internal float[] Units { get; private set; } = [];

    /// <summary>A trace for one explanation.</summary>
    /// <param name="model">The model's metadata.</param>
    /// <param name="explainer">Index of the explainer.</param>
    /// <param name="keepLayers">Whether relevance is kept for every layer, rather than only accounted for.</param>
    public RelevanceTrace(ModelMetadata model, int explainer, bool keepLayers)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _explainer = model.Explainers[explainer];
        _keepLayers = keepLayers;
        int nodes = model.Nodes.Length;
        _kept = new float[nodes][];
        _arrived = new double[nodes];
        _delivered = new double[nodes];
        _standing = new double[nodes];
        _biasReturns = new QuotientLoss[nodes];
        _restDropped = new bool[nodes];
        _keeps = new bool[nodes];
        _losses = new QuotientLoss[nodes];
        for (int i = 0; i < nodes; i++)
            _losses[i] = new QuotientLoss();
    }

    /// <summary>Called by generated code: the relevance at a node's output is complete.</summary>
    /// <param name="node">The node.</param>
    /// <param name="relevance">Its relevance.</param>
    public void Observe(int node, in Tensor relevance)
    {
        _order.Add(node);
        _arrived[node] = relevance.Sum();
        if (!_keepLayers)
            return;
        var values = new float[relevance.Layout.Count];
        Planar.Store(relevance, values);
        _kept[node] = values;
    }

    /// <summary>Called by generated code: the relevance of a neuralized model's units is complete.</summary>
    /// <param name="relevance">One value a unit.</param>
    public void ObserveUnits(float[] relevance) => Units = relevance;

    /// <summary>Called by generated code: where a node's quotients account for what is lost.</summary>
    /// <param name="node">The node.</param>
    public QuotientLoss Loss(int node) => _losses[node];

    /// <summary>Called by generated code: the bias's share of a node is spread over its inputs again.</summary>
    /// <param name="node">The node.</param>
    /// <returns>Takes, as dropped, what cannot be given back, and stays with the bias.</returns>
    public QuotientLoss ReturnBias(int node) => _biasReturns[node] ??= new QuotientLoss();

    /// <summary>Called by generated code: a node's rule shares nothing out, so that the rest counts as dropped.</summary>
    /// <param name="node">The node.</param>
    public void DropRest(int node) => _restDropped[node] = true;

    /// <summary>Called by generated code: a node hands nothing on, and what has arrived there stays, as a bias's share does.</summary>
    /// <param name="node">The node.</param>
    public void Keep(int node) => _keeps[node] = true;

    /// <summary>Called by generated code: a node has added its part to the relevance of an input.</summary>
    /// <param name="node">The node.</param>
    /// <param name="input">The input's node.</param>
    /// <param name="relevance">The relevance that now stands there.</param>
    public void Deliver(int node, int input, in Tensor relevance)
    {
        double sum = relevance.Sum();
        _delivered[node] += sum - _standing[input];
        _standing[input] = sum;
    }

    /// <summary>The accounts, from the output down.</summary>
    public Ledger ToLedger()
    {
        var entries = ImmutableArray.CreateBuilder<LedgerEntry>(_order.Count);
        foreach (int node in _order)
        {
            if (node == 0)
                continue;
            QuotientLoss loss = _losses[node];
            var entry = new LedgerEntry(_model.Nodes[node], _explainer.Rules[node], _arrived[node], _delivered[node],
                _keeps[node] ? _arrived[node] : _biasReturns[node]?.Dropped ?? loss.Bias, loss.Stabilizer, loss.Dropped);
            bool shares = !_explainer.IsGradient && !_restDropped[node];
            entries.Add(shares ? entry : entry with { Dropped = entry.Dropped + entry.Error });
        }

        return new Ledger(entries.ToImmutable());
    }

    /// <summary>
    /// The relevance kept at a layer's output, row-major, zeros where nothing was handed to it; null when none was kept.
    /// </summary>
    /// <param name="layer">The layer.</param>
    public float[]? Kept(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return _keepLayers ? _kept[layer.Node] ??= new float[layer.Count] : null;
    }
}
