using ExplainGen.Benchmarks.Networks;

namespace ExplainGen.Benchmarks.Comparison;

/// <summary>A generated network with a workspace of its own: spans in, spans out.</summary>
internal sealed class GeneratedNetwork : IDisposable
{
    private readonly ModelMetadata _metadata;
    private readonly IModelPasses _model;
    private readonly float[] _inputs;
    private readonly int _batch;
    private readonly int _threads;
    private readonly Workspace _workspace;

    /// <summary>Makes the workspace.</summary>
    /// <param name="model">The loaded model.</param>
    /// <param name="inputs">One input behind the other.</param>
    /// <param name="batch">How many inputs.</param>
    /// <param name="threads">Threads of one call, the caller's included.</param>
    public GeneratedNetwork(NetworkCase network, IModelPasses model, float[] inputs, int batch, int threads)
    {
        _metadata = network.Metadata;
        _model = model;
        _inputs = inputs;
        _batch = batch;
        _threads = threads;
        _workspace = new Workspace(_metadata, threads);
        Logits = new float[batch * _metadata.OutputCount];
        Relevance = new float[inputs.Length];
    }

    /// <summary>What the last run said.</summary>
    public float[] Logits { get; }

    /// <summary>The relevance or gradient that the last run found, for the largest logit of each input.</summary>
    public float[] Relevance { get; }

    /// <summary>Runs the network on each input.</summary>
    public void Forward()
    {
        if (_batch == 1)
            ModelRunner.Predict(_model, _metadata, _inputs, Logits, _workspace);
        else
            ModelRunner.PredictBatch(_model, _metadata, _inputs, Logits, _threads);
    }

    /// <summary>Runs the network on each input and one explainer back.</summary>
    /// <param name="explainer">Index of the explainer.</param>
    public void Explain(int explainer)
    {
        if (_batch == 1)
            ModelRunner.Explain(_model, _metadata, explainer, _inputs, Target.Top, Relevance, _workspace);
        else
            ModelRunner.ExplainBatch(_model, _metadata, explainer, _inputs, Target.Top, Relevance, _threads);
    }

    /// <summary>Frees the workspace.</summary>
    public void Dispose() => _workspace.Dispose();
}
