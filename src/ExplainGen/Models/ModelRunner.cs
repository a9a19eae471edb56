using System.ComponentModel;
using ExplainGen.Kernels;

namespace ExplainGen;

/// <summary>The calls of generated models, put together from their passes. Generated members forward to these.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class ModelRunner
{
    /// <summary>The logits of one input.</summary>
    /// <param name="model">The model.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="pool">Its workspaces.</param>
    /// <param name="input">Row-major, finite, as many elements as the input shape.</param>
    /// <exception cref="ArgumentException">The input has another length, or holds NaN or infinity.</exception>
    public static float[] Predict(IModelPasses model, ModelMetadata metadata, WorkspacePool pool, ReadOnlySpan<float> input)
    {
        Workspace workspace = pool.Rent();
        try
        {
            var logits = new float[metadata.OutputCount];
            Predict(model, metadata, input, logits, workspace);
            return logits;
        }
        finally
        {
            pool.Return(workspace);
        }
    }

    /// <summary>The logits of one input, without allocation.</summary>
    /// <param name="model">The model.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="input">Row-major, finite, as many elements as the input shape.</param>
    /// <param name="logits">As many elements as the output shape.</param>
    /// <param name="workspace">Made for this model.</param>
    /// <exception cref="ArgumentException">A length is wrong, the input holds NaN or infinity, or the workspace fits another model.</exception>
    public static void Predict(
        IModelPasses model, ModelMetadata metadata, ReadOnlySpan<float> input, Span<float> logits, Workspace workspace)
    {
        CheckInput(metadata, input);
        CheckWorkspace(metadata, workspace);
        CheckLength(logits.Length, metadata.OutputCount, nameof(logits), metadata);
        Planar.Store(model.RunPredict(input, workspace), logits);
    }

    /// <summary>Explains one input, with the ledger.</summary>
    /// <param name="model">The model.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="pool">Its workspaces.</param>
    /// <param name="explainer">Index of the explainer.</param>
    /// <param name="input">Row-major, finite, as many elements as the input shape.</param>
    /// <param name="target">What to explain.</param>
    /// <param name="keepLayers">Whether relevance is kept for every layer.</param>
    /// <exception cref="ArgumentException">The input or the target does not fit the model, or the input holds NaN or infinity.</exception>
    public static Explanation Explain(
        IModelPasses model, ModelMetadata metadata, WorkspacePool pool, int explainer, ReadOnlySpan<float> input, Target target, bool keepLayers)
    {
        CheckInput(metadata, input);
        ExplainerInfo info = metadata.Explainers[explainer];
        var trace = new RelevanceTrace(metadata, explainer, keepLayers);
        var relevance = new float[metadata.InputCount];
        var logits = new float[metadata.OutputCount];
        Workspace workspace = pool.Rent();
        try
        {
            Planar.Store(model.RunForward(input, workspace), logits);
            Target resolved = target.Resolve(logits, workspace.Seed, info.IsGradient);
            Planar.Load(workspace.Seed, model.SeedOf(explainer, workspace));
            Planar.Store(model.RunExplainer(explainer, workspace, trace), relevance);
            return new Explanation(metadata, info, relevance, logits, resolved, trace);
        }
        finally
        {
            pool.Return(workspace);
        }
    }

    /// <summary>Explains one input, without allocation.</summary>
    /// <param name="model">The model.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="explainer">Index of the explainer.</param>
    /// <param name="input">Row-major, finite, as many elements as the input shape.</param>
    /// <param name="target">What to explain.</param>
    /// <param name="relevance">As many elements as the input shape.</param>
    /// <param name="workspace">Made for this model.</param>
    /// <returns>The target with its class decided.</returns>
    /// <exception cref="ArgumentException">A length is wrong, the input holds NaN or infinity, or the workspace fits another model.</exception>
    public static Target Explain(
        IModelPasses model, ModelMetadata metadata, int explainer, ReadOnlySpan<float> input, Target target, Span<float> relevance,
        Workspace workspace)
    {
        CheckInput(metadata, input);
        CheckWorkspace(metadata, workspace);
        CheckLength(relevance.Length, metadata.InputCount, nameof(relevance), metadata);
        Planar.Store(model.RunForward(input, workspace), workspace.Logits);
        return Propagate(model, metadata, explainer, target, relevance, workspace);
    }

    /// <summary>Explains one input for several targets that share one forward pass, without allocation.</summary>
    /// <param name="model">The model.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="explainer">Index of the explainer.</param>
    /// <param name="input">Row-major, finite, as many elements as the input shape.</param>
    /// <param name="targets">What to explain, at least one.</param>
    /// <param name="relevance">One relevance map a target, one behind the other.</param>
    /// <param name="workspace">Made for this model.</param>
    /// <exception cref="ArgumentException">A length is wrong, the input holds NaN or infinity, or the workspace fits another model.</exception>
    public static void Explain(
        IModelPasses model, ModelMetadata metadata, int explainer, ReadOnlySpan<float> input, ReadOnlySpan<Target> targets,
        Span<float> relevance, Workspace workspace)
    {
        CheckInput(metadata, input);
        CheckWorkspace(metadata, workspace);
        int count = metadata.InputCount;
        CheckLength(relevance.Length, checked(targets.Length * count), nameof(relevance), metadata);
        Planar.Store(model.RunForward(input, workspace), workspace.Logits);
        for (int t = 0; t < targets.Length; t++)
            Propagate(model, metadata, explainer, targets[t], relevance.Slice(t * count, count), workspace);
    }

    /// <summary>Explains many inputs on all cores: one workspace and one thread a worker, each taking a contiguous share.</summary>
    /// <param name="model">The model.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="explainer">Index of the explainer.</param>
    /// <param name="inputs">Inputs, one behind the other.</param>
    /// <param name="target">What to explain in each.</param>
    /// <param name="relevance">One relevance map an input, one behind the other.</param>
    /// <param name="threads">At most so many threads; 0 takes all cores.</param>
    /// <exception cref="ArgumentException">A length is wrong or an input holds NaN or infinity; nothing is promised of the relevance then.</exception>
    public static void ExplainBatch(
        IModelPasses model, ModelMetadata metadata, int explainer, ReadOnlyMemory<float> inputs, Target target, Memory<float> relevance,
        int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        int size = metadata.InputCount;
        if (inputs.Length % size != 0)
        {
            throw new ArgumentException(
                $"{metadata.Name} takes inputs of {size} elements, but the batch has {inputs.Length}, which is not a multiple.", nameof(inputs));
        }

        CheckLength(relevance.Length, inputs.Length, nameof(relevance), metadata);
        int count = inputs.Length / size;
        int workers = Math.Min(count, threads == 0 ? Environment.ProcessorCount : threads);
        if (count == 0)
            return;
        void Work(int worker)
        {
            using var workspace = new Workspace(metadata);
            for (int i = (int)((long)count * worker / workers); i < (int)((long)count * (worker + 1) / workers); i++)
            {
                Explain(model, metadata, explainer, inputs.Span.Slice(i * size, size), target, relevance.Span.Slice(i * size, size), workspace);
            }
        }

        if (workers == 1)
        {
            Work(0);
            return;
        }

        try
        {
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, Work);
        }
        catch (AggregateException e) when (e.InnerException is ArgumentException inner)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
        }
    }

    private static Target Propagate(
        IModelPasses model, ModelMetadata metadata, int explainer, Target target, Span<float> relevance, Workspace workspace)
    {
        Target resolved = target.Resolve(workspace.Logits, workspace.Seed, metadata.Explainers[explainer].IsGradient);
        Planar.Load(workspace.Seed, model.SeedOf(explainer, workspace));
        Planar.Store(model.RunExplainer(explainer, workspace, null), relevance);
        return resolved;
    }

    private static void CheckInput(ModelMetadata metadata, ReadOnlySpan<float> input)
    {
        CheckLength(input.Length, metadata.InputCount, nameof(input), metadata);
        for (int i = 0; i < input.Length; i++)
        {
            if (!float.IsFinite(input[i]))
                throw new ArgumentException($"Element {i} of the input of {metadata.Name} is {input[i]}; inputs must be finite.", nameof(input));
        }
    }

    private static void CheckWorkspace(ModelMetadata metadata, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        if (!ReferenceEquals(workspace.Model, metadata))
            throw new ArgumentException($"The workspace was made for {workspace.Model.Name}, not for {metadata.Name}.", nameof(workspace));
    }

    private static void CheckLength(int found, int expected, string argument, ModelMetadata metadata)
    {
        if (found != expected)
            throw new ArgumentException($"{metadata.Name} needs {expected} elements in '{argument}', but was given {found}.", argument);
    }
}
