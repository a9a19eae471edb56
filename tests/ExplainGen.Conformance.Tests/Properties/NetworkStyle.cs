namespace ExplainGen.Conformance.Tests.Properties;

/// <summary>What activations a random network has.</summary>
internal enum NetworkStyle
{
    /// <summary>A ReLU after every linear layer, save where residual branches are added up.</summary>
    Rectified,

    /// <summary>Activations f with f(z) = z f'(z), or none.</summary>
    Homogeneous,

    /// <summary>Any activation, or none.</summary>
    Any,

    /// <summary>Any activation, normalizations by statistics of their input, and products of values.</summary>
    Gated,
}
