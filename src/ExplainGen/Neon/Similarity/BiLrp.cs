namespace ExplainGen.Neon;

/// <summary>
/// Why a network finds two inputs similar: which elements of one go with which of the other. Eberle, Büttner, Kräutli, Müller, Valleriani,
/// Montavon: "Building and interpreting deep similarity models", TPAMI 2022 (arXiv:2003.05431).
/// </summary>
/// <remarks>
/// The outputs of the network are the features phi of an input. Relevance starts at each of them with its value, on both sides, and the
/// maps are multiplied: <c>R_ii' = sum_m LRP_i(phi_m(x)) LRP_i'(phi_m(x'))</c>. What LRP conserves of each feature, BiLRP conserves of the
/// dot product; for the cosine, lengths count as constants (derived here).
/// </remarks>
public static class BiLrp
{
    /// <summary>The most pairs of cells that are kept: 128 MB. Inputs of more than 4096 elements must be pooled.</summary>
    public const int MaxPairs = 1 << 24;

    // Elements of the maps of one input that stand in memory at a time: 32 MB.
    private const int MapElements = 1 << 23;

    /// <summary>Explains the similarity of two inputs.</summary>
    /// <remarks>
    /// Each input takes a forward pass for its features, and one that all maps share (one for every 32 MB of maps), and as many backward
    /// passes as there are features that neither input has at 0: those at 0 explain nothing. The result depends neither on threads nor on
    /// memory.
    /// </remarks>
    /// <typeparam name="TModel">The model class.</typeparam>
    /// <param name="model">A network whose outputs are features.</param>
    /// <param name="first">One input, row-major, finite, as many elements as the input shape.</param>
    /// <param name="second">The other input, likewise.</param>
    /// <param name="options">Explainer, measure and pooling; null takes the defaults.</param>
    /// <exception cref="ArgumentException">
    /// An input has another length, holds NaN or infinity, or has no features for a cosine (all are 0); there is no such explainer, or it
    /// propagates gradients; the pooling does not fit, or leaves more than <see cref="MaxPairs"/> pairs.
    /// </exception>
    /// <exception cref="NotFiniteNumberException">A feature or a relevance is beyond float32.</exception>
    public static SimilarityExplanation Explain<TModel>(
        TModel model, ReadOnlySpan<float> first, ReadOnlySpan<float> second, BiLrpOptions? options = null)
        where TModel : IExplainableModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new BiLrpOptions();
        ModelMetadata metadata = TModel.Metadata;
        int explainer = ExplainerOf(metadata, options.Explainer);
        PooledCells cells = options.Pooling.Of(metadata);
        CheckInput(metadata, first, nameof(first));
        CheckInput(metadata, second, nameof(second));

        Workspace workspace = model.Workspaces.Rent();
        try
        {
            var a = new float[metadata.OutputCount];
            var b = new float[metadata.OutputCount];
            ModelRunner.Predict(model, metadata, first, a, workspace);
            ModelRunner.Predict(model, metadata, second, b, workspace);
            (double similarity, double scale) = Measure(metadata, options.Measure, a, b);
            Target[] targets = [.. Enumerable.Range(0, a.Length).Where(m => a[m] != 0 && b[m] != 0).Select(Target.Class)];

            var joint = new JointRelevance(metadata.InputCount, cells);
            int atOnce = Math.Clamp(MapElements / Math.Max(metadata.InputCount, cells.Count), 1, Math.Max(targets.Length, 1));
            var mapsOfFirst = new float[atOnce * metadata.InputCount];
            var mapsOfSecond = new float[atOnce * metadata.InputCount];
            for (int start = 0; start < targets.Length; start += atOnce)
            {
                ReadOnlySpan<Target> some = targets.AsSpan(start, Math.Min(atOnce, targets.Length - start));
                int length = some.Length * metadata.InputCount;
                ModelRunner.Explain(model, metadata, explainer, first, some, mapsOfFirst.AsSpan(0, length), workspace);
                ModelRunner.Explain(model, metadata, explainer, second, some, mapsOfSecond.AsSpan(0, length), workspace);
                joint.Add(mapsOfFirst.AsSpan(0, length), mapsOfSecond.AsSpan(0, length));
            }

            return joint.ToExplanation(options.Measure, similarity, scale);
        }
        finally
        {
            model.Workspaces.Return(workspace);
        }
    }

    private static int ExplainerOf(ModelMetadata metadata, string? name)
    {
        if (metadata.Explainers.IsEmpty)
            throw new ArgumentException($"{metadata.Name} has no explainer; declare one with [Lrp].", "model");
        ExplainerInfo explainer = name is null ? metadata.Explainers[0] : metadata.Explainer(name);
        return !explainer.IsGradient
            ? explainer.Index
            : throw new ArgumentException(
                $"BiLRP multiplies relevance, but explainer {explainer.Name} of {metadata.Name} propagates gradients; name another one.",
                "options");
    }

    private static void CheckInput(ModelMetadata metadata, ReadOnlySpan<float> input, string argument)
    {
        InputChecks.Length(input.Length, metadata.InputCount, argument, metadata);
        InputChecks.Content(metadata, input, $"the {argument} input", argument);
    }

    // The similarity, and what the relevance of the dot product is multiplied by.
    private static (double Similarity, double Scale) Measure(ModelMetadata metadata, SimilarityMeasure measure, float[] a, float[] b)
    {
        double dot = 0, squareOfA = 0, squareOfB = 0;
        for (int m = 0; m < a.Length; m++)
        {
            dot += (double)a[m] * b[m];
            squareOfA += (double)a[m] * a[m];
            squareOfB += (double)b[m] * b[m];
        }

        if (measure == SimilarityMeasure.DotProduct)
            return (dot, 1);
        if (squareOfA == 0 || squareOfB == 0)
        {
            throw new ArgumentException(
                $"All features that {metadata.Name} gives of this input are 0, so it has no cosine with any other.",
                squareOfA == 0 ? "first" : "second");
        }

        double scale = 1 / (Math.Sqrt(squareOfA) * Math.Sqrt(squareOfB));
        return (dot * scale, scale);
    }
}
