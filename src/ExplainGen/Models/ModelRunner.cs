using System.ComponentModel;
using System.Numerics.Tensors;
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
    /// <exception cref="NotFiniteNumberException">A logit is NaN or infinity, since the network overflows float32.</exception>
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
    /// <exception cref="InvalidOperationException">Another call is using the workspace.</exception>
    /// <exception cref="NotFiniteNumberException">A logit or a relevance is NaN or infinity, being beyond float32.</exception>
    public static void Predict(
        IModelPasses model, ModelMetadata metadata, ReadOnlySpan<float> input, Span<float> logits, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        CheckInput(metadata, input);
        InputChecks.Length(logits.Length, metadata.OutputCount, nameof(logits), metadata);
        workspace.Enter(metadata);
        try
        {
            Planar.Store(model.RunPredict(input, workspace), logits);
            CheckLogits(metadata, logits);
        }
        finally
        {
            workspace.Exit();
            GC.KeepAlive(model);
        }
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
    /// <exception cref="NotFiniteNumberException">A logit or a relevance is NaN or infinity, being beyond float32.</exception>
    public static Explanation Explain(
        IModelPasses model, ModelMetadata metadata, WorkspacePool pool, int explainer, ReadOnlySpan<float> input, Target target, bool keepLayers)
    {
        CheckInput(metadata, input);
        ExplainerInfo info = metadata.Explainers[explainer];
        var trace = new RelevanceTrace(metadata, explainer, keepLayers);
        var relevance = new float[metadata.InputCount];
        var logits = new float[metadata.OutputCount];
        Workspace workspace = pool.Rent();
        workspace.Enter(metadata);
        try
        {
            Forward(model, metadata, input, workspace);
            workspace.Logits.CopyTo(logits);
            Target resolved = Propagate(model, metadata, explainer, target, relevance, workspace, trace);
            return new Explanation(metadata, info, relevance, logits, resolved, trace);
        }
        finally
        {
            workspace.Exit();
            pool.Return(workspace);
            GC.KeepAlive(model);
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
    /// <exception cref="InvalidOperationException">Another call is using the workspace.</exception>
    /// <exception cref="NotFiniteNumberException">A logit or a relevance is NaN or infinity, being beyond float32.</exception>
    public static Target Explain(
        IModelPasses model, ModelMetadata metadata, int explainer, ReadOnlySpan<float> input, Target target, Span<float> relevance,
        Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        CheckInput(metadata, input);
        InputChecks.Length(relevance.Length, metadata.InputCount, nameof(relevance), metadata);
        workspace.Enter(metadata);
        try
        {
            Forward(model, metadata, input, workspace);
            return Propagate(model, metadata, explainer, target, relevance, workspace, trace: null);
        }
        finally
        {
            workspace.Exit();
            GC.KeepAlive(model);
        }
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
    /// <exception cref="InvalidOperationException">Another call is using the workspace.</exception>
    /// <exception cref="NotFiniteNumberException">A logit or a relevance is NaN or infinity, being beyond float32.</exception>
    public static void Explain(
        IModelPasses model, ModelMetadata metadata, int explainer, ReadOnlySpan<float> input, ReadOnlySpan<Target> targets,
        Span<float> relevance, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        CheckInput(metadata, input);
        int count = metadata.InputCount;
        InputChecks.Length(relevance.Length, checked(targets.Length * count), nameof(relevance), metadata);
        workspace.Enter(metadata);
        try
        {
            Forward(model, metadata, input, workspace);
            for (int t = 0; t < targets.Length; t++)
                Propagate(model, metadata, explainer, targets[t], relevance.Slice(t * count, count), workspace, trace: null);
        }
        finally
        {
            workspace.Exit();
            GC.KeepAlive(model);
        }
    }

    /// <summary>
    /// The logits of many inputs on all cores: each worker takes a contiguous share, with a workspace of the model's pool. Where there are
    /// fewer inputs than threads, those left over work inside of the layers, if the network is large enough to gain from it.
    /// </summary>
    /// <remarks>
    /// Results depend neither on the batch nor on threads. They are those of single calls, bit for bit, but where a network
    /// <see cref="ModelMetadata.AllowsColumns"/>: its inputs are computed side by side, which rounds in another order.
    /// </remarks>
    /// <param name="model">The model.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="inputs">Inputs, one behind the other.</param>
    /// <param name="logits">The logits of each input, one behind the other.</param>
    /// <param name="threads">At most so many threads; 0 takes all cores.</param>
    /// <exception cref="ArgumentException">A length is wrong, or an input holds NaN or infinity; logits may be written then.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is negative.</exception>
    /// <exception cref="NotFiniteNumberException">A logit is NaN or infinity, being beyond float32; likewise.</exception>
    public static void PredictBatch(
        IModelPasses model, ModelMetadata metadata, ReadOnlyMemory<float> inputs, Memory<float> logits, int threads)
    {
        int size = metadata.InputCount, classes = metadata.OutputCount, count = CountInputs(metadata, inputs);
        InputChecks.Length(logits.Length, checked(count * classes), nameof(logits), metadata);
        Batch.Share(
            model, metadata, inputs, count, threads, passes: 1, metadata.AllowsColumns,
            (first, n, workspace) =>
            {
                ReadOnlySpan<float> some = inputs.Span.Slice(first * size, n * size);
                Span<float> results = logits.Span.Slice(first * classes, n * classes);
                if (metadata.AllowsColumns)
                    PredictColumns(model, metadata, some, results, first, n, workspace);
                else
                    Predict(model, metadata, some, results, workspace);
            });
    }

    /// <summary>Explains many inputs on all cores, as <see cref="PredictBatch"/> does.</summary>
    /// <param name="model">The model.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="explainer">Index of the explainer.</param>
    /// <param name="inputs">Inputs, one behind the other.</param>
    /// <param name="target">What to explain in each.</param>
    /// <param name="relevance">One relevance map an input, one behind the other.</param>
    /// <param name="threads">At most so many threads; 0 takes all cores.</param>
    /// <exception cref="ArgumentException">A length is wrong or an input holds NaN or infinity; nothing is promised of the relevance then.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is negative.</exception>
    /// <exception cref="NotFiniteNumberException">A logit or a relevance is NaN or infinity, being beyond float32; likewise.</exception>
    public static void ExplainBatch(
        IModelPasses model, ModelMetadata metadata, int explainer, ReadOnlyMemory<float> inputs, Target target, Memory<float> relevance,
        int threads)
    {
        int size = metadata.InputCount, count = CountInputs(metadata, inputs);
        InputChecks.Length(relevance.Length, inputs.Length, nameof(relevance), metadata);
        bool columns = metadata.AllowsColumns && !metadata.Explainers[explainer].IsRmsScaled;
        Batch.Share(
            model, metadata, inputs, count, threads, passes: 3, columns,
            (first, n, workspace) =>
            {
                ReadOnlySpan<float> some = inputs.Span.Slice(first * size, n * size);
                Span<float> results = relevance.Span.Slice(first * size, n * size);
                if (columns)
                    ExplainColumns(model, metadata, explainer, some, target, results, first, n, workspace);
                else
                    Explain(model, metadata, explainer, some, target, results, workspace);
            });
    }

    private static void PredictColumns(
        IModelPasses model, ModelMetadata metadata, ReadOnlySpan<float> inputs, Span<float> logits, int first, int count,
        Workspace workspace)
    {
        workspace.Enter(metadata, Batch.ColumnsFor(count));
        try
        {
            Columns.Store(model.RunPredict(inputs, workspace), logits);
            CheckLogits(metadata, logits, first);
        }
        finally
        {
            workspace.Exit();
            GC.KeepAlive(model);
        }
    }

    private static void ExplainColumns(
        IModelPasses model, ModelMetadata metadata, int explainer, ReadOnlySpan<float> inputs, Target target, Span<float> relevance,
        int first, int count, Workspace workspace)
    {
        int classes = metadata.OutputCount;
        Span<float> logits = workspace.Logits.AsSpan(0, count * classes), seeds = workspace.Seed.AsSpan(0, count * classes);
        workspace.Enter(metadata, Batch.ColumnsFor(count));
        try
        {
            Columns.Store(model.RunForward(inputs, workspace), logits);
            CheckLogits(metadata, logits, first);
            ExplainerInfo info = metadata.Explainers[explainer];
            for (int i = 0; i < count; i++)
                target.Resolve(logits.Slice(i * classes, classes), seeds.Slice(i * classes, classes), info.IsGradient);
            Columns.Load(seeds, model.SeedOf(explainer, workspace));
            Columns.Store(model.RunExplainer(explainer, workspace, trace: null), relevance);
            CheckRelevance(metadata, info, relevance);
        }
        finally
        {
            workspace.Exit();
            GC.KeepAlive(model);
        }
    }

    private static int CountInputs(ModelMetadata metadata, ReadOnlyMemory<float> inputs)
    {
        if (inputs.Length % metadata.InputCount == 0)
            return inputs.Length / metadata.InputCount;
        throw new ArgumentException(
            $"{metadata.Name} takes inputs of {metadata.InputCount} elements, but the batch has {inputs.Length}, which is not a multiple.",
            nameof(inputs));
    }

    private static void Forward(IModelPasses model, ModelMetadata metadata, ReadOnlySpan<float> input, Workspace workspace)
    {
        Planar.Store(model.RunForward(input, workspace), workspace.Logits);
        CheckLogits(metadata, workspace.Logits);
    }

    private static Target Propagate(
        IModelPasses model, ModelMetadata metadata, int explainer, Target target, Span<float> relevance, Workspace workspace,
        RelevanceTrace? trace)
    {
        ExplainerInfo info = metadata.Explainers[explainer];
        Target resolved = target.Resolve(workspace.Logits, workspace.Seed, info.IsGradient);
        Planar.Load(workspace.Seed, model.SeedOf(explainer, workspace), workspace.Workers);
        Planar.Store(model.RunExplainer(explainer, workspace, trace), relevance);
        CheckRelevance(metadata, info, relevance);
        return resolved;
    }

    private static void CheckRelevance(ModelMetadata metadata, ExplainerInfo info, ReadOnlySpan<float> relevance)
    {
        if (!TensorPrimitives.IsFiniteAll(relevance))
        {
            throw new NotFiniteNumberException(
                $"{metadata.Name} has no finite relevance for this input under explainer {info.Name}: values on the way back are beyond the range of float32.");
        }
    }

    private static void CheckInput(ModelMetadata metadata, ReadOnlySpan<float> input)
    {
        InputChecks.Length(input.Length, metadata.InputCount, nameof(input), metadata);
        InputChecks.Content(metadata, input, "the input", nameof(input));
    }

    // Inputs and weights are finite, so what is not comes of numbers beyond the range of float32 on the way.
    private static void CheckLogits(ModelMetadata metadata, ReadOnlySpan<float> logits, int? firstInput = null)
    {
        for (int i = 0; i < logits.Length; i++)
        {
            if (float.IsFinite(logits[i]))
                continue;
            string input = firstInput is { } first ? $"input {first + i / metadata.OutputCount}" : "this input";
            throw new NotFiniteNumberException(
                $"Logit {i % metadata.OutputCount} of {metadata.Name} is {logits[i]} for {input}: values inside the network are beyond the range of "
                + "float32.");
        }
    }
}
