using System.Reflection;
using System.Runtime.ExceptionServices;
using ExplainGen.Weights;

namespace ExplainGen.Cli.Compiling;

/// <summary>A model class that was compiled in memory.</summary>
/// <param name="type">The class.</param>
/// <param name="notes">What the generator had to say of it.</param>
internal sealed class CompiledModelType(Type type, IReadOnlyList<string> notes)
{
    /// <summary>What is known of the model.</summary>
    public ModelMetadata Metadata { get; } = (ModelMetadata)type.GetProperty(nameof(Metadata))!.GetValue(null)!;

    /// <summary>What the generator had to say of the declaration.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>Loads the model with weights that are in memory.</summary>
    /// <param name="weights">The tensors.</param>
    /// <exception cref="WeightsException">The tensors are not those of the model.</exception>
    public CompiledModel Load(IEnumerable<NamedTensor> weights)
    {
        using var file = new MemoryStream();
        SafetensorsWriter.Write(file, weights);
        file.Position = 0;
        using WeightReader reader = WeightReader.FromStream(file, Metadata.Name);
        try
        {
            var passes = (IModelPasses)type.GetMethod("Load", [typeof(WeightReader)])!.Invoke(null, [reader])!;
            return new CompiledModel(passes, Metadata);
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }
}

/// <summary>A loaded model whose class is not known when the tool is compiled.</summary>
internal sealed record CompiledModel(IModelPasses Passes, ModelMetadata Metadata)
{
    /// <summary>The logits of an input.</summary>
    public float[] Predict(ReadOnlySpan<float> input) => ModelRunner.Predict(Passes, Metadata, Passes.Workspaces, input);

    /// <summary>Explains an input.</summary>
    public Explanation Explain(int explainer, ReadOnlySpan<float> input, Target target, bool keepLayers) =>
        ModelRunner.Explain(Passes, Metadata, Passes.Workspaces, explainer, input, target, keepLayers);
}
