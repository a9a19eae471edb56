using System.ComponentModel;
using ExplainGen.Kernels;

namespace ExplainGen.Neon;

/// <summary>A generated model that ends in a neuralized one. Implemented by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface INeuralizedModel : IModelPasses
{
    /// <summary>The neuralized model with its parameters.</summary>
    NeuralizedHead Head { get; }

    /// <summary>The features that it reads, inside the workspace: the input itself, or what the network before it gives.</summary>
    /// <param name="workspace">After <see cref="IModelPasses.RunForward"/>.</param>
    Tensor FeaturesOf(Workspace workspace);
}
