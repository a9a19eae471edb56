using System.Numerics.Tensors;

namespace ExplainGen;

/// <summary>Models called with .NET's own tensors.</summary>
public static class TensorSpanExtensions
{
    /// <summary>The logits of an input.</summary>
    /// <typeparam name="TModel">The model class.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="input">Of the model's input shape, with or without leading axes of length 1 (a batch of one).</param>
    /// <exception cref="ArgumentException">The shape is another one, or the input holds NaN or infinity.</exception>
    public static float[] Predict<TModel>(this TModel model, in ReadOnlyTensorSpan<float> input)
        where TModel : IExplainableModel<TModel> =>
        ModelRunner.Predict(model, TModel.Metadata, model.Workspaces, Flatten(input, TModel.Metadata));

    /// <summary>Explains an input, with the ledger.</summary>
    /// <typeparam name="TModel">The model class.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="input">Of the model's input shape, with or without leading axes of length 1 (a batch of one).</param>
    /// <param name="target">What to explain; the top class by default.</param>
    /// <param name="explainer">The explainer's name; null takes the default one.</param>
    /// <param name="keepLayers">Whether relevance is kept for every layer.</param>
    /// <exception cref="ArgumentException">
    /// The shape is another one, the input holds NaN or infinity, or there is no such explainer.
    /// </exception>
    public static Explanation Explain<TModel>(
        this TModel model, in ReadOnlyTensorSpan<float> input, Target target = default, string? explainer = null, bool keepLayers = false)
        where TModel : IExplainableModel<TModel>
    {
        ModelMetadata metadata = TModel.Metadata;
        int index = explainer is null ? 0 : metadata.Explainer(explainer).Index;
        return ModelRunner.Explain(model, metadata, model.Workspaces, index, Flatten(input, metadata), target, keepLayers);
    }

    // Row-major elements of a tensor of the model's input shape; strides are followed.
    private static float[] Flatten(in ReadOnlyTensorSpan<float> input, ModelMetadata metadata)
    {
        int extra = input.Rank - metadata.InputShape.Length;
        bool fits = extra >= 0;
        for (int axis = 0; fits && axis < input.Rank; axis++)
            fits = input.Lengths[axis] == (axis < extra ? 1 : metadata.InputShape[axis - extra]);
        if (!fits)
        {
            throw new ArgumentException(
                $"{metadata.Name} takes inputs of {string.Join('x', metadata.InputShape)}, but was given {string.Join('x', input.Lengths.ToArray())}.",
                nameof(input));
        }

        var values = new float[metadata.InputCount];
        input.FlattenTo(values);
        return values;
    }
}
