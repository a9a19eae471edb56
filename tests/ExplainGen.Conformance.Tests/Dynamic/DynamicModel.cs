namespace ExplainGen.Conformance.Tests.Dynamic;

/// <summary>A loaded model with its metadata, for tests that do not know its class.</summary>
internal sealed record DynamicModel(IModelPasses Passes, ModelMetadata Metadata)
{
    private readonly WorkspacePool _pool = new(Metadata);

    public static DynamicModel Of<TModel>(TModel model)
        where TModel : IExplainableModel<TModel> => new(model, TModel.Metadata);

    public float[] Predict(ReadOnlySpan<float> input) => ModelRunner.Predict(Passes, Metadata, _pool, input);

    public Explanation Explain(string explainer, ReadOnlySpan<float> input, Target target, bool keepLayers = false) =>
        ModelRunner.Explain(Passes, Metadata, _pool, Metadata.Explainer(explainer).Index, input, target, keepLayers);

    /// <summary>The call that allocates nothing.</summary>
    public float[] Explain(string explainer, ReadOnlySpan<float> input, Target target, Workspace workspace)
    {
        var relevance = new float[Metadata.InputCount];
        ModelRunner.Explain(Passes, Metadata, Metadata.Explainer(explainer).Index, input, target, relevance, workspace);
        return relevance;
    }

    /// <summary>Several targets that share one forward pass, their maps one behind the other.</summary>
    public float[] Explain(string explainer, ReadOnlySpan<float> input, ReadOnlySpan<Target> targets, Workspace workspace)
    {
        var relevance = new float[targets.Length * Metadata.InputCount];
        ModelRunner.Explain(Passes, Metadata, Metadata.Explainer(explainer).Index, input, targets, relevance, workspace);
        return relevance;
    }

    /// <summary>Several inputs, one behind the other.</summary>
    public float[] ExplainBatch(string explainer, float[] inputs, Target target, int threads)
    {
        var relevance = new float[inputs.Length];
        ModelRunner.ExplainBatch(Passes, Metadata, Metadata.Explainer(explainer).Index, inputs, target, relevance, threads);
        return relevance;
    }
}
