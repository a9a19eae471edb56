namespace ExplainGen;

/// <summary>
/// Embeds a weights file into the assembly and binds the network's parameterless <c>Create</c> to it. Without this attribute
/// weights are loaded at run time.
/// </summary>
/// <remarks>
/// Tensors carry the layer's name with PyTorch's suffixes and layouts (<c>conv1.weight</c>, <c>bn1.running_mean</c>), so a
/// state dict saved as safetensors fits as it is.
/// </remarks>
/// <param name="file">Path of a safetensors file, relative to the project.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class WeightsAttribute(string file) : Attribute
{
    /// <summary>Path of a safetensors file, relative to the project.</summary>
    public string File { get; } = file;
}
