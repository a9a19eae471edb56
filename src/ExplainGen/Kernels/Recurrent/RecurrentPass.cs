namespace ExplainGen.Kernels;

/// <summary>What the weights of a recurrent layer are packed for.</summary>
public enum RecurrentPass
{
    /// <summary><see cref="RecurrentLayer.Forward"/>.</summary>
    Forward,

    /// <summary><see cref="RecurrentLayer.Redistribute"/>.</summary>
    Relevance,

    /// <summary><see cref="RecurrentLayer.Gradient"/>.</summary>
    Gradient,
}
