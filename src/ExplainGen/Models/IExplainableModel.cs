using System.ComponentModel;
using ExplainGen.Kernels;
using ExplainGen.Weights;

namespace ExplainGen;

/// <summary>What the generator makes of a class with <see cref="NetworkAttribute"/>: a model that predicts and explains.</summary>
/// <remarks>A model is immutable once loaded and may be shared between threads; what a call writes lies in its workspace.</remarks>
/// <typeparam name="TSelf">The model class itself.</typeparam>
public interface IExplainableModel<TSelf> : IModelPasses
    where TSelf : IExplainableModel<TSelf>
{
    /// <summary>What is known of the model at compile time.</summary>
    static abstract ModelMetadata Metadata { get; }

    /// <summary>Loads the model from a safetensors file.</summary>
    /// <param name="path">The file; tensors carry the layers' names with PyTorch's suffixes and layouts.</param>
    static abstract TSelf Load(string path);

    /// <summary>Loads the model from weights that are open already; the reader may be closed afterwards.</summary>
    /// <param name="reader">Tensors under the names of <see cref="ModelMetadata.Weights"/>.</param>
    static abstract TSelf Load(WeightReader reader);
}

/// <summary>A model that also has the plain gradient, which the Taylor family of methods builds on.</summary>
/// <typeparam name="TSelf">The model class itself.</typeparam>
public interface IDifferentiableModel<TSelf> : IExplainableModel<TSelf>
    where TSelf : IDifferentiableModel<TSelf>
{
    /// <summary>The index of the gradient among the model's explainers.</summary>
    static abstract int GradientIndex { get; }
}

/// <summary>The passes of a generated model, from which every public call is put together. Implemented by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface IModelPasses
{
    /// <summary>The workspaces that calls without one of their own borrow.</summary>
    WorkspacePool Workspaces { get; }

    /// <summary>Runs the network and keeps nothing but the logits.</summary>
    /// <param name="input">Row-major, as many elements as the input shape.</param>
    /// <param name="workspace">Made for this model.</param>
    /// <returns>The logits, inside the workspace.</returns>
    Tensor RunPredict(ReadOnlySpan<float> input, Workspace workspace);

    /// <summary>Runs the network and leaves standing what the explainers read.</summary>
    /// <param name="input">Row-major, as many elements as the input shape.</param>
    /// <param name="workspace">Made for this model.</param>
    /// <returns>The logits, inside the workspace.</returns>
    Tensor RunForward(ReadOnlySpan<float> input, Workspace workspace);

    /// <summary>Where the relevance of the logits must be written before <see cref="RunExplainer"/>.</summary>
    /// <param name="explainer">Index of the explainer.</param>
    /// <param name="workspace">Made for this model.</param>
    Tensor SeedOf(int explainer, Workspace workspace);

    /// <summary>Propagates the seed to the input. The values of the forward pass are left standing, so further targets may follow.</summary>
    /// <param name="explainer">Index of the explainer.</param>
    /// <param name="workspace">After <see cref="RunForward"/>.</param>
    /// <param name="trace">Records relevance by layer and the ledger; null records nothing.</param>
    /// <returns>The relevance of the input, inside the workspace.</returns>
    Tensor RunExplainer(int explainer, Workspace workspace, RelevanceTrace? trace);
}
